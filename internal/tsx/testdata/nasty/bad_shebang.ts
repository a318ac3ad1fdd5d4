x
#!shebang