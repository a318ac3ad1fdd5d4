module.exports = { a: require("b"), await: 1 }
