package dev.tandem.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What one call offers and accepts. What it leaves open is as `tandem.session` or its trunk say.
///
/// @param codecs names as in `a=rtpmap`, best first; empty: the trunk's, else those of
///   `tandem.session.codecs`. A name this release does not know counts for nothing.
/// @param order whose order counts where the peer has offered; null, as [Order#OFFERERS_ORDER]
/// @param required codecs that the peer has to list in its offer or answer, whichever is used then;
///   without one of them a call that comes in gets 488, one of ours is hung up
/// @param attributes further attributes of our audio stream, in each description of ours: `NAME` or
///   `NAME:VALUE`, without `a=`; at most [#MOST_ATTRIBUTES]
public record MediaOptions(
    List<String> codecs, @Nullable Order order, List<String> required, List<String> attributes)
    implements Wire {
  /// Nothing in particular.
  public static final MediaOptions NONE = new MediaOptions(List.of(), null, List.of(), List.of());

  /// The codecs this release has.
  public static final List<String> KNOWN = List.of("PCMU", "PCMA");

  public static final int MOST_ATTRIBUTES = 16;

  /// RFC 8866 §9: a token, and bytes without line ends; the length is our bound.
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([!#$%&'*+.0-9A-Z^_`a-z{|}~-]{1,64})(:[ -~]{1,255})?");

  /// They say what the stream is: ours to write.
  private static final Set<String> OURS =
      Set.of(
          "rtpmap",
          "fmtp",
          "ptime",
          "maxptime",
          "sendrecv",
          "sendonly",
          "recvonly",
          "inactive",
          "rtcp",
          "rtcp-mux",
          "crypto",
          "candidate",
          "fingerprint",
          "setup",
          "mid",
          "group");

  /// Whose order of codecs counts in our answer.
  public enum Order {
    /// The first codec of the offer that we take too. On a forwarded call the codec of the other
    /// leg goes before, so that nothing need be recoded.
    OFFERERS_ORDER,
    /// The first of ours that the offer has.
    OUR_ORDER
  }

  /// Older releases may leave out what they do not know.
  public MediaOptions {
    codecs = copy(codecs);
    required = copy(required);
    attributes = copy(attributes);
  }

  /// These, best first, in the offerer's order.
  public static MediaOptions codecs(String... codecs) {
    return new MediaOptions(List.of(codecs), null, List.of(), List.of());
  }

  public MediaOptions inOurOrder() {
    return new MediaOptions(codecs, Order.OUR_ORDER, required, attributes);
  }

  /// @param names of codecs
  public MediaOptions requiring(String... names) {
    return new MediaOptions(codecs, order, List.of(names), attributes);
  }

  /// @param lines as `NAME` or `NAME:VALUE`
  public MediaOptions withAttributes(String... lines) {
    return new MediaOptions(codecs, order, required, List.of(lines));
  }

  public boolean isOurOrder() {
    return order == Order.OUR_ORDER;
  }

  /// These, with the codecs of `base` where they name none.
  public MediaOptions over(@Nullable MediaOptions base) {
    return codecs.isEmpty() && base != null ? with(base.codecs) : this;
  }

  public MediaOptions with(List<String> otherCodecs) {
    return new MediaOptions(otherCodecs, order, required, attributes);
  }

  /// What is wrong with them, empty when nothing is.
  public String problem() {
    for (String name : codecs) {
      if (!isKnown(name)) {
        return unknown(name);
      }
    }
    for (String name : required) {
      if (!isKnown(name)) {
        return unknown(name);
      }
      if (!codecs.isEmpty() && codecs.stream().noneMatch(name::equalsIgnoreCase)) {
        return name + " is required but not among the codecs";
      }
    }
    if (attributes.size() > MOST_ATTRIBUTES) {
      return "there are more than " + MOST_ATTRIBUTES + " attributes";
    }
    for (String attribute : attributes) {
      String problem = problemOf(attribute);
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    return "";
  }

  /// The same.
  ///
  /// @throws IllegalArgumentException when something is wrong with them
  public MediaOptions checked() {
    String problem = problem();
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
    return this;
  }

  private static String problemOf(String attribute) {
    var form = ATTRIBUTE.matcher(attribute);
    if (!form.matches()) {
      return "an attribute is NAME or NAME:VALUE of at most 255 printable characters";
    }
    String name = form.group(1).toLowerCase(Locale.ROOT);
    return OURS.contains(name) ? "a=" + name + " is not for applications to set" : "";
  }

  public static boolean isKnown(String codec) {
    return KNOWN.stream().anyMatch(codec::equalsIgnoreCase);
  }

  private static String unknown(String name) {
    return "codec " + name + " is unknown; known are " + String.join(" and ", KNOWN);
  }

  private static List<String> copy(@Nullable List<String> given) {
    return given == null ? List.of() : List.copyOf(given);
  }
}
