package dev.tandem.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The tables in our jar, by name. Another table may be built on each of them by `extends`.
public final class ShippedTables {
  /// The one a node follows unless it is told otherwise.
  public static final String DEFAULT = "default";

  public static final List<String> NAMES = List.of(DEFAULT, "gateway", "sip_client");

  private static final ConcurrentHashMap<String, StateTable> READ = new ConcurrentHashMap<>();

  private ShippedTables() {}

  /// Null when there is none of that name.
  public static @Nullable StateTable find(String name) {
    return NAMES.contains(name) ? get(name) : null;
  }

  /// @param name one of [#NAMES]
  public static StateTable get(String name) {
    StateTable known = READ.get(name);
    if (known == null) { // not computeIfAbsent: a table may be built on another one
      known = StateTable.parse(name + ".yaml", text(name));
      READ.putIfAbsent(name, known);
    }
    return known;
  }

  /// The file as it was written.
  ///
  /// @param name one of [#NAMES]
  public static String text(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("there is no shipped table " + name);
    }
    try (InputStream in = ShippedTables.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks its state table " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
