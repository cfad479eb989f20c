package dev.tandem.sip.message;

import dev.tandem.protocol.Header;
import gov.nist.javax.sip.message.SIPMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.sip.address.Address;
import javax.sip.header.ContactHeader;
import org.jspecify.annotations.Nullable;

/// What requests and responses have in common. Read-only; valid, because [SipParser] has checked
/// it: exactly one From, To, Call-ID and CSeq, and a topmost Via.
public abstract sealed class SipMessage permits SipRequest, SipResponse {
  /// What belongs to the hop or the dialog, not to what the message says.
  private static final Set<String> FRAME =
      Set.of(
          "via",
          "from",
          "to",
          "call-id",
          "cseq",
          "record-route",
          "route",
          "max-forwards",
          "content-length",
          "content-type");

  private final SIPMessage jain;
  private final HeaderLines lines;
  private final byte[] raw;
  private final int bodyEnd;
  private final Via via;

  SipMessage(SIPMessage jain, HeaderLines lines, byte[] raw, int bodyEnd, Via via) {
    this.jain = jain;
    this.lines = lines;
    this.raw = raw;
    this.bodyEnd = bodyEnd;
    this.via = via;
  }

  HeaderLines lines() {
    return lines;
  }

  byte[] raw() {
    return raw;
  }

  int bodyEnd() {
    return bodyEnd;
  }

  public final Via via() {
    return via;
  }

  public final String callId() {
    return jain.getCallId().getCallId();
  }

  public final long cseq() {
    return jain.getCSeq().getSeqNumber();
  }

  /// The method in CSeq; of a request the same as its own.
  public final String cseqMethod() {
    return jain.getCSeq().getMethod();
  }

  public final String fromUri() {
    return uri(jain.getFrom().getAddress());
  }

  public final @Nullable String fromDisplayName() {
    return unescaped(jain.getFrom().getAddress().getDisplayName());
  }

  /// Empty when there is none.
  public final String fromTag() {
    return Objects.requireNonNullElse(jain.getFromTag(), "");
  }

  public final String toUri() {
    return uri(jain.getTo().getAddress());
  }

  public final @Nullable String toDisplayName() {
    return unescaped(jain.getTo().getAddress().getDisplayName());
  }

  /// Without the backslashes of quoted pairs (RFC 3261 §25.1), which the parser leaves in.
  private static @Nullable String unescaped(@Nullable String name) {
    if (name == null || name.indexOf('\\') < 0) {
      return name;
    }
    var text = new StringBuilder(name.length());
    for (int at = 0; at < name.length(); at++) {
      boolean pair = name.charAt(at) == '\\' && at + 1 < name.length();
      text.append(name.charAt(pair ? ++at : at));
    }
    return text.toString();
  }

  /// Empty when there is none.
  public final String toTag() {
    return Objects.requireNonNullElse(jain.getToTag(), "");
  }

  /// The header values as on the wire.
  public final String to() {
    return Objects.requireNonNull(lines.first("To"));
  }

  /// URI of the first Contact, null when there is none or it is `*`.
  public final @Nullable String contact() {
    var contacts = jain.getContactHeaders();
    if (contacts == null || contacts.isEmpty()) {
      return null;
    }
    ContactHeader first = (ContactHeader) contacts.getFirst();
    return first.isWildCard() ? null : uri(first.getAddress());
  }

  private static String uri(Address address) {
    return address.getURI().toString();
  }

  /// Record-Route values in the order of the message.
  public final List<String> recordRoutes() {
    return lines.elements("Record-Route");
  }

  /// Elements of a header that is a comma list, over all its lines; empty when it is missing.
  public final List<String> elements(String name) {
    return lines.elements(name);
  }

  /// Value of the first line of that name (full name), null when there is none.
  public final @Nullable String header(String name) {
    return lines.first(name);
  }

  /// Values of all lines of that name (full name), each whole: for headers whose commas separate
  /// parameters (RFC 3261 §7.3.1 names them).
  public final List<String> headers(String name) {
    return lines.values(name);
  }

  public final @Nullable String contentType() {
    return lines.first("Content-Type");
  }

  /// Empty when there is none.
  public final String body() {
    int start = lines.bodyStart();
    return bodyEnd <= start ? "" : new String(raw, start, bodyEnd - start, StandardCharsets.UTF_8);
  }

  /// The body as it came, empty when there is none.
  public final byte[] bodyBytes() {
    int start = lines.bodyStart();
    return bodyEnd <= start ? new byte[0] : Arrays.copyOfRange(raw, start, bodyEnd);
  }

  /// The header lines that belong neither to the hop nor to the dialog.
  ///
  /// @param without more names to leave out, lower case
  public final List<Header> otherHeaders(Set<String> without) {
    var others = new ArrayList<Header>();
    for (Header line : lines.all()) {
      String name = line.name().toLowerCase(Locale.ROOT);
      if (!FRAME.contains(name) && !without.contains(name)) {
        others.add(line);
      }
    }
    return others;
  }
}
