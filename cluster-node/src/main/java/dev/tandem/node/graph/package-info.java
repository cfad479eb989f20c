/// Diagrams of state tables as SVG, laid out in layers by ELK. [SvgDiagram] draws what
/// [DiagramLayout] has placed.
@NullMarked
package dev.tandem.node.graph;

import org.jspecify.annotations.NullMarked;
