package tsx

// Value is the string that the literal stands for, its escapes resolved.
func (n *StringLit) Value() string { return n.raw }

// NameText is the string that the literal stands for.
func (n *StringLit) NameText() string { return n.Value() }

// NameText is the number as written.
func (n *NumberLit) NameText() string { return n.Raw }

// NameText is the number as written.
func (n *BigIntLit) NameText() string { return n.Raw }

// Text is the part as written, without its delimiters.
func (n *TemplatePart) Text() string { return n.raw }

// Value is the part with its escapes resolved.
func (n *TemplatePart) Value() string { return n.raw }
