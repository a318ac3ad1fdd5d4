package tsx

// Kind is the kind of a token: a keyword, a punctuator, or a class of tokens
// such as strings.
type Kind uint8

// String is how the token is spelt, or a plain word for a class of tokens.
func (k Kind) String() string { return kindNames[k] }

// Classes of tokens.
const (
	TokEOF Kind = iota + 1
	TokInvalid
	TokIdent
	TokPrivateName
	TokNumber
	TokBigInt
	TokString
	TokRegexp
	TokTemplate       // `text` without holes
	TokTemplateHead   // `text${
	TokTemplateMiddle // }text${
	TokTemplateTail   // }text`
	TokJSXText
)

// Punctuators.
const (
	TokLbrace Kind = iota + TokJSXText + 1
	TokRbrace
	TokLparen
	TokRparen
	TokLbrack
	TokRbrack
	TokDot
	TokEllipsis
	TokSemicolon
	TokComma
	TokQuestionDot
	TokLess
	TokLessSlash
	TokGreater
	TokLessEqual
	TokGreaterEqual
	TokEqualEqual
	TokNotEqual
	TokEqualEqualEqual
	TokNotEqualEqual
	TokArrow
	TokPlus
	TokMinus
	TokStarStar
	TokStar
	TokSlash
	TokPercent
	TokPlusPlus
	TokMinusMinus
	TokShiftLeft
	TokShiftRight
	TokShiftRightUnsigned
	TokAmp
	TokBar
	TokCaret
	TokNot
	TokTilde
	TokAmpAmp
	TokBarBar
	TokQuestion
	TokColon
	TokAt
	TokQuestionQuestion
	TokHash
	TokAssign
	TokPlusAssign
	TokMinusAssign
	TokStarAssign
	TokStarStarAssign
	TokSlashAssign
	TokPercentAssign
	TokShiftLeftAssign
	TokShiftRightAssign
	TokShiftRightUnsignedAssign
	TokAmpAssign
	TokBarAssign
	TokBarBarAssign
	TokAmpAmpAssign
	TokQuestionQuestionAssign
	TokCaretAssign
)

// Keywords that are never names.
const (
	KwBreak Kind = iota + TokCaretAssign + 1
	KwCase
	KwCatch
	KwClass
	KwConst
	KwContinue
	KwDebugger
	KwDefault
	KwDelete
	KwDo
	KwElse
	KwEnum
	KwExport
	KwExtends
	KwFalse
	KwFinally
	KwFor
	KwFunction
	KwIf
	KwImport
	KwIn
	KwInstanceof
	KwNew
	KwNull
	KwReturn
	KwSuper
	KwSwitch
	KwThis
	KwThrow
	KwTrue
	KwTry
	KwTypeof
	KwVar
	KwVoid
	KwWhile
	KwWith
)

// Keywords that strict mode reserves.
const (
	KwImplements Kind = iota + KwWith + 1
	KwInterface
	KwLet
	KwPackage
	KwPrivate
	KwProtected
	KwPublic
	KwStatic
	KwYield
)

// Keywords that are names wherever they are not wanted as keywords.
const (
	KwAbstract Kind = iota + KwYield + 1
	KwAccessor
	KwAs
	KwAssert
	KwAsserts
	KwAsync
	KwAwait
	KwConstructor
	KwDeclare
	KwDefer
	KwFrom
	KwGet
	KwGlobal
	KwInfer
	KwIs
	KwKeyof
	KwModule
	KwNamespace
	KwOf
	KwOut
	KwOverride
	KwReadonly
	KwRequire
	KwSatisfies
	KwSet
	KwType
	KwUnique
	KwUsing
)

const (
	firstKeyword    = KwBreak
	lastReserved    = KwWith
	lastStrict      = KwYield
	lastKeyword     = KwUsing
	firstAssignment = TokAssign
	lastAssignment  = TokCaretAssign
)

func (k Kind) isKeyword() bool    { return k >= firstKeyword }
func (k Kind) isReserved() bool   { return k >= firstKeyword && k <= lastReserved }
func (k Kind) isAssignment() bool { return k >= firstAssignment && k <= lastAssignment }

// isWord reports whether k may stand where any identifier or keyword may.
// So may a private name, which is refused later unless it is a member.
func (k Kind) isWord() bool {
	return k == TokIdent || k == TokPrivateName || k >= firstKeyword
}

// isJSXChild reports whether k can begin or end a child of an element.
func (k Kind) isJSXChild() bool {
	return k == TokJSXText || k == TokLbrace || k == TokLess || k == TokLessSlash || k == TokEOF
}

// isTemplate reports whether k begins a template literal.
func (k Kind) isTemplate() bool { return k == TokTemplate || k == TokTemplateHead }

var kindNames = [256]string{
	TokEOF:            "end of file",
	TokInvalid:        "unknown character",
	TokIdent:          "identifier",
	TokPrivateName:    "private name",
	TokNumber:         "number",
	TokBigInt:         "bigint",
	TokString:         "string",
	TokRegexp:         "regular expression",
	TokTemplate:       "template",
	TokTemplateHead:   "start of template",
	TokTemplateMiddle: "middle of template",
	TokTemplateTail:   "end of template",
	TokJSXText:        "text",

	TokLbrace: "{", TokRbrace: "}", TokLparen: "(", TokRparen: ")", TokLbrack: "[", TokRbrack: "]",
	TokDot: ".", TokEllipsis: "...", TokSemicolon: ";", TokComma: ",", TokQuestionDot: "?.",
	TokLess: "<", TokLessSlash: "</", TokGreater: ">", TokLessEqual: "<=", TokGreaterEqual: ">=",
	TokEqualEqual: "==", TokNotEqual: "!=", TokEqualEqualEqual: "===", TokNotEqualEqual: "!==",
	TokArrow: "=>", TokPlus: "+", TokMinus: "-", TokStarStar: "**", TokStar: "*", TokSlash: "/",
	TokPercent: "%", TokPlusPlus: "++", TokMinusMinus: "--", TokShiftLeft: "<<", TokShiftRight: ">>",
	TokShiftRightUnsigned: ">>>", TokAmp: "&", TokBar: "|", TokCaret: "^", TokNot: "!", TokTilde: "~",
	TokAmpAmp: "&&", TokBarBar: "||", TokQuestion: "?", TokColon: ":", TokAt: "@",
	TokQuestionQuestion: "??", TokHash: "#", TokAssign: "=", TokPlusAssign: "+=", TokMinusAssign: "-=",
	TokStarAssign: "*=", TokStarStarAssign: "**=", TokSlashAssign: "/=", TokPercentAssign: "%=",
	TokShiftLeftAssign: "<<=", TokShiftRightAssign: ">>=", TokShiftRightUnsignedAssign: ">>>=",
	TokAmpAssign: "&=", TokBarAssign: "|=", TokBarBarAssign: "||=", TokAmpAmpAssign: "&&=",
	TokQuestionQuestionAssign: "??=", TokCaretAssign: "^=",

	KwBreak: "break", KwCase: "case", KwCatch: "catch", KwClass: "class", KwConst: "const",
	KwContinue: "continue", KwDebugger: "debugger", KwDefault: "default", KwDelete: "delete",
	KwDo: "do", KwElse: "else", KwEnum: "enum", KwExport: "export", KwExtends: "extends",
	KwFalse: "false", KwFinally: "finally", KwFor: "for", KwFunction: "function", KwIf: "if",
	KwImport: "import", KwIn: "in", KwInstanceof: "instanceof", KwNew: "new", KwNull: "null",
	KwReturn: "return", KwSuper: "super", KwSwitch: "switch", KwThis: "this", KwThrow: "throw",
	KwTrue: "true", KwTry: "try", KwTypeof: "typeof", KwVar: "var", KwVoid: "void",
	KwWhile: "while", KwWith: "with",

	KwImplements: "implements", KwInterface: "interface", KwLet: "let", KwPackage: "package",
	KwPrivate: "private", KwProtected: "protected", KwPublic: "public", KwStatic: "static",
	KwYield: "yield",

	KwAbstract: "abstract", KwAccessor: "accessor", KwAs: "as", KwAssert: "assert",
	KwAsserts: "asserts", KwAsync: "async", KwAwait: "await", KwConstructor: "constructor",
	KwDeclare: "declare", KwDefer: "defer", KwFrom: "from", KwGet: "get", KwGlobal: "global",
	KwInfer: "infer", KwIs: "is", KwKeyof: "keyof", KwModule: "module", KwNamespace: "namespace",
	KwOf: "of", KwOut: "out", KwOverride: "override", KwReadonly: "readonly",
	KwRequire: "require", KwSatisfies: "satisfies", KwSet: "set", KwType: "type",
	KwUnique: "unique", KwUsing: "using",
}
