export type = 1
