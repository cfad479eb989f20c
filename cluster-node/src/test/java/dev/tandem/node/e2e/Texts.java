package dev.tandem.node.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads what other programs have written.
final class Texts {
  private static final int MOST = 12_000;

  private Texts() {}

  /// The end of a file, empty when there is none.
  static String of(Path file) {
    try {
      String text = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
      return text.length() > MOST ? "…" + text.substring(text.length() - MOST) : text;
    } catch (IOException e) {
      return e.toString();
    }
  }
}
