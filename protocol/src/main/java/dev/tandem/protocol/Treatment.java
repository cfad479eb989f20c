package dev.tandem.protocol;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a media node does with the audio of a leg.
///
/// @param frequencyHz of a [Kind#TONE], 50–3400; else 0
/// @param bridge of a [Kind#BRIDGE]: legs with the same bridge hear each other; else null
/// @param file of a [Kind#FILE]: its name, relative to `tandem.media.files` of the media node; else
///   null
public record Treatment(
    Kind kind, int frequencyHz, @Nullable BridgeId bridge, @Nullable String file) implements Wire {
  public enum Kind {
    /// Nothing is sent; what arrives is counted.
    NONE,
    /// Silence is sent, 50 packets a second.
    SILENCE,
    /// The peer hears itself.
    ECHO,
    /// A sine tone.
    TONE,
    /// All others on the same bridge are heard: relayed when two, mixed when more.
    BRIDGE,
    /// A sound file, over and over.
    FILE
  }

  public static final Treatment NONE = new Treatment(Kind.NONE, 0, null, null);
  public static final Treatment SILENCE = new Treatment(Kind.SILENCE, 0, null, null);
  public static final Treatment ECHO = new Treatment(Kind.ECHO, 0, null, null);

  /// What [#parse] reads, for messages.
  public static final String TEXTS = "silence, echo, tone:50 to tone:3400, or file:PATH";

  private static final int LONGEST_NAME = 200;

  /// No name begins with a dot: nothing leads out of the directory.
  private static final Pattern FILE_NAME =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9 ._-]*(/[A-Za-z0-9_][A-Za-z0-9 ._-]*)*");

  public Treatment {
    if (kind == Kind.TONE && (frequencyHz < 50 || frequencyHz > 3400)) {
      throw new IllegalArgumentException("tone must be 50-3400 Hz, was " + frequencyHz);
    }
    if ((kind == Kind.BRIDGE) != (bridge != null)) {
      throw new IllegalArgumentException("a bridge treatment names its bridge, and only that");
    }
    if ((kind == Kind.FILE) != (file != null) || (file != null && !isFile(file))) {
      throw new IllegalArgumentException(
          "a sound file has a relative path of A-Z a-z 0-9 . _ - and spaces, was " + file);
    }
  }

  public static Treatment tone(int frequencyHz) {
    return new Treatment(Kind.TONE, frequencyHz, null, null);
  }

  public static Treatment bridge(BridgeId bridge) {
    return new Treatment(Kind.BRIDGE, 0, bridge, null);
  }

  /// A WAV file, PCM of 8 to 48 kHz, mono or stereo, over and over from its beginning. Every media
  /// node needs it; one that lacks it plays silence.
  ///
  /// @param path relative to `tandem.media.files`, as `music/hold.wav`: 1–200 of `A-Z a-z 0-9 . _
  ///   -` and spaces in parts that begin with none but letters, digits and `_`
  /// @throws IllegalArgumentException for another path
  public static Treatment file(String path) {
    return new Treatment(Kind.FILE, 0, null, path);
  }

  /// Whether a sound file may be named so.
  public static boolean isFile(String path) {
    return path.length() <= LONGEST_NAME && FILE_NAME.matcher(path).matches();
  }

  /// Reads `silence`, `echo`, `tone:HZ` and `file:PATH`; empty for anything else.
  public static Optional<Treatment> parse(String text) {
    return switch (text) {
      case "silence" -> Optional.of(SILENCE);
      case "echo" -> Optional.of(ECHO);
      case String tone when tone.matches("tone:[0-9]{2,4}") -> {
        int hz = Integer.parseInt(tone.substring(5));
        yield hz < 50 || hz > 3400 ? Optional.empty() : Optional.of(tone(hz));
      }
      case String file when file.startsWith("file:") && isFile(file.substring(5)) ->
          Optional.of(file(file.substring(5)));
      default -> Optional.empty(); // a text from outside
    };
  }
}
