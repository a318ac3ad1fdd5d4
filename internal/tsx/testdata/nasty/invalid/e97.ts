do x while
