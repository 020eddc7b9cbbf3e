package render

// RenderWithin is Render with another limit of time.
var RenderWithin = renderWithin
