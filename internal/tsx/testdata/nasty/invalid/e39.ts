super;
