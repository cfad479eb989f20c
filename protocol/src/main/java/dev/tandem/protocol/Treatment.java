package dev.tandem.protocol;

import org.jspecify.annotations.Nullable;

/// What a media node does with the audio of a leg.
///
/// @param frequencyHz of a [Kind#TONE], 50–3400; else 0
/// @param bridge of a [Kind#BRIDGE]: legs with the same bridge hear each other; else null
public record Treatment(Kind kind, int frequencyHz, @Nullable BridgeId bridge) implements Wire {
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
    BRIDGE
  }

  public static final Treatment NONE = new Treatment(Kind.NONE, 0, null);
  public static final Treatment SILENCE = new Treatment(Kind.SILENCE, 0, null);
  public static final Treatment ECHO = new Treatment(Kind.ECHO, 0, null);

  public Treatment {
    if (kind == Kind.TONE && (frequencyHz < 50 || frequencyHz > 3400)) {
      throw new IllegalArgumentException("tone must be 50-3400 Hz, was " + frequencyHz);
    }
    if ((kind == Kind.BRIDGE) != (bridge != null)) {
      throw new IllegalArgumentException("a bridge treatment names its bridge, and only that");
    }
  }

  public static Treatment tone(int frequencyHz) {
    return new Treatment(Kind.TONE, frequencyHz, null);
  }

  public static Treatment bridge(BridgeId bridge) {
    return new Treatment(Kind.BRIDGE, 0, bridge);
  }
}
