package dev.tandem.sip.guard;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.sip.transport.ContentLength;
import dev.tandem.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// Judges a scanned message before a parser sees it. Validated form of `tandem.sip.limits` in
/// `reference.conf`, where each default is explained.
///
/// @param datagramBytes one whole message over UDP
/// @param streamBytes one whole message over a connection
/// @param headers header fields, folded ones once
/// @param lineBytes start line or one header with its folds
/// @param uriBytes request URI
/// @param listEntries values in Via, Route, Record-Route, Path and Contact together
public record MessageLimits(
    int datagramBytes, int streamBytes, int headers, int lineBytes, int uriBytes, int listEntries) {
  private static final Verdict OK = new Verdict.Ok();

  /// @throws dev.tandem.config.InvalidSettings naming every problem at once
  public static MessageLimits from(Config config) {
    var in = new SettingsReader(config, "tandem.sip.limits");
    var limits =
        new MessageLimits(
            (int) in.bytes("datagram", 1 << 10, 65_507),
            (int) in.bytes("stream", 1 << 10, 2 << 20),
            in.integer("headers", 10, 10_000),
            (int) in.bytes("line", 256, 65_536),
            (int) in.bytes("uri", 64, 65_536),
            in.integer("list-entries", 10, 10_000));
    in.done();
    return limits;
  }

  public Verdict judge(RawScan scan, Transport transport) {
    if (scan.kind() == RawScan.Kind.NEITHER) {
      return new Verdict.Drop(Fault.NOT_SIP);
    }
    Fault fault = fault(scan, transport);
    if (fault == null) {
      return OK;
    }
    boolean answerable = scan.kind() == RawScan.Kind.REQUEST && !scan.isMethod("ACK");
    return answerable ? new Verdict.Reject(fault) : new Verdict.Drop(fault);
  }

  private @Nullable Fault fault(RawScan scan, Transport transport) {
    Fault fault = size(scan, transport);
    fault = fault == null ? form(scan) : fault;
    fault = fault == null ? mandatory(scan) : fault;
    fault = fault == null && scan.kind() == RawScan.Kind.REQUEST ? request(scan) : fault;
    return fault == null ? body(scan) : fault;
  }

  private @Nullable Fault size(RawScan scan, Transport transport) {
    if (scan.bytes().length > (transport.reliable() ? streamBytes : datagramBytes)) {
      return Fault.TOO_LARGE;
    }
    if (scan.headers() > headers) {
      return Fault.TOO_MANY_HEADERS;
    }
    if (scan.requestUriBytes() > uriBytes) {
      return Fault.URI_TOO_LONG;
    }
    if (scan.longestLine() > lineBytes) {
      return Fault.LINE_TOO_LONG;
    }
    return scan.listEntries() > listEntries ? Fault.TOO_MANY_ENTRIES : null;
  }

  private static @Nullable Fault form(RawScan scan) {
    if (scan.hasNul()) {
      return Fault.NUL;
    }
    if (scan.hasStrayLineBreak()) {
      return Fault.STRAY_LINE_BREAK;
    }
    if (!scan.isStartLineOk()) {
      return Fault.BAD_START_LINE;
    }
    if (!scan.isVersionTwo()) {
      return Fault.BAD_VERSION;
    }
    if (!scan.isComplete()) {
      return Fault.INCOMPLETE;
    }
    return scan.hasBadHeader() ? Fault.BAD_HEADER : null;
  }

  private static @Nullable Fault mandatory(RawScan scan) {
    if (scan.count(HeaderName.FROM) != 1) {
      return Fault.NOT_ONE_FROM;
    }
    if (scan.count(HeaderName.TO) != 1) {
      return Fault.NOT_ONE_TO;
    }
    if (scan.count(HeaderName.CALL_ID) != 1 || scan.isEmpty(HeaderName.CALL_ID)) {
      return Fault.NOT_ONE_CALL_ID;
    }
    if (scan.count(HeaderName.CSEQ) != 1) {
      return Fault.NOT_ONE_CSEQ;
    }
    if (!scan.isCseqOk()) {
      return Fault.BAD_CSEQ;
    }
    return scan.count(HeaderName.VIA) < 1 || !scan.topVia().isOk() ? Fault.BAD_VIA : null;
  }

  private static @Nullable Fault request(RawScan scan) {
    if (!scan.hasKnownScheme()) {
      return Fault.UNKNOWN_SCHEME;
    }
    return scan.topVia().hasMagicCookie() ? null : Fault.NO_MAGIC_COOKIE;
  }

  /// RFC 3261 §18.3: without Content-Length the body ends with the datagram.
  private static @Nullable Fault body(RawScan scan) {
    int length = scan.contentLength();
    if (length == ContentLength.MISSING) {
      return null;
    }
    if (length < 0) {
      return Fault.BAD_CONTENT_LENGTH;
    }
    return length > scan.bytes().length - scan.bodyStart() ? Fault.BODY_TOO_SHORT : null;
  }
}
