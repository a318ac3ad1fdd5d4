namespace N.  { }
