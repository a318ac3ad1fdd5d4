do x
