declare module "a" { 
