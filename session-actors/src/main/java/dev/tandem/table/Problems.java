package dev.tandem.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// Collects what is wrong with one file.
final class Problems {
  /// More than that helps nobody, and a file of junk must not fill the memory.
  static final int MAX = 500;

  private final String source;
  private final List<Problem> found = new ArrayList<>();

  Problems(String source) {
    this.source = source;
  }

  void add(int line, String message) {
    if (found.size() < MAX) {
      found.add(new Problem(source, line, message));
    }
  }

  void add(Node node, String message) {
    add(line(node), message);
  }

  String source() {
    return source;
  }

  int count() {
    return found.size();
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparingInt(Problem::line));
      throw new InvalidTable(found);
    }
  }

  static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
