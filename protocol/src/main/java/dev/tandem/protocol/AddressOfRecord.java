package dev.tandem.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whom one calls, wherever he is registered: `alice@example.com`. The canonical form of a SIP URI
/// (RFC 3261 §10.3): without scheme, password, port and parameters, the user unescaped, the host in
/// lower case.
///
/// @param value 1–200 bytes as written in [#entityId]
public record AddressOfRecord(@JsonValue String value) implements Wire {
  private static final int MAX_BYTES = 200;
  private static final String PLAIN = "._+~*!$&=";

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public AddressOfRecord {
    String problem = problem(value);
    if (problem != null) {
      throw new IllegalArgumentException("address of record " + problem + ", was: " + value);
    }
  }

  private static @Nullable String problem(String value) {
    int at = value.lastIndexOf('@');
    if (at < 1 || at == value.length() - 1) {
      return "must be USER@HOST";
    }
    if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return "must not have control characters";
    }
    return escaped(value).length() > MAX_BYTES ? "is too long" : null;
  }

  /// @param uri `sip:`, `sips:`, or `USER@HOST` alone; text from outside
  /// @return empty when it names no user, or is longer than an address may be
  public static Optional<AddressOfRecord> of(String uri) {
    String rest = withoutScheme(uri);
    int at = rest.indexOf('@');
    if (at < 1) {
      return Optional.empty();
    }
    String user = unescaped(upTo(upTo(rest.substring(0, at), ';'), ':'));
    String host = host(rest.substring(at + 1));
    if (user == null || user.isEmpty() || host.isEmpty()) {
      return Optional.empty();
    }
    String value = user + "@" + host;
    return problem(value) == null ? Optional.of(new AddressOfRecord(value)) : Optional.empty();
  }

  private static String withoutScheme(String uri) {
    if (uri.regionMatches(true, 0, "sip:", 0, 4)) {
      return uri.substring(4);
    }
    return uri.regionMatches(true, 0, "sips:", 0, 5) ? uri.substring(5) : uri;
  }

  private static String host(String text) {
    String hostPort = upTo(upTo(text, ';'), '?');
    int bracket = hostPort.indexOf(']');
    String host = bracket < 0 ? upTo(hostPort, ':') : hostPort.substring(0, bracket + 1);
    return host.indexOf('@') < 0 ? host.toLowerCase(Locale.ROOT) : "";
  }

  private static String upTo(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  /// Null when an escape is broken or what comes out is no UTF-8.
  private static @Nullable String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var bytes = new ByteArrayOutputStream(text.length());
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) != '%') {
        bytes.writeBytes(text.substring(at, at + 1).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
      int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.write(high * 16 + low);
      at += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  public String user() {
    return value.substring(0, value.lastIndexOf('@'));
  }

  public String host() {
    return value.substring(value.lastIndexOf('@') + 1);
  }

  /// As a URI one can call.
  public String uri() {
    return "sip:" + escaped(user()) + "@" + host();
  }

  /// The name of its entity, `<shard>-<address>`, in ASCII: it is in the journal for good.
  public String entityId(int shards) {
    return Math.floorMod(value.hashCode(), shards) + "-" + escaped(user()) + "@" + escaped(host());
  }

  /// @param id as [#entityId] made it
  public static AddressOfRecord ofEntity(String id) {
    String text = id.substring(id.indexOf('-') + 1);
    String value = unescaped(text);
    return new AddressOfRecord(value == null ? text : value);
  }

  private static String escaped(String text) {
    var escaped = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || c == '-'
              || PLAIN.indexOf(c) >= 0;
      if (plain) {
        escaped.append(c);
      } else {
        escaped.append(String.format("%%%02X", (int) c));
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    return value;
  }
}
