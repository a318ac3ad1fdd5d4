<!-- comment
x
--> y
