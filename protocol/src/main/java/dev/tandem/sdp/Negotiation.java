package dev.tandem.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Offer and answer (RFC 3264) for one audio stream over `RTP/AVP`. Every other stream of an offer
/// is refused with port 0, in its place.
public final class Negotiation {
  private static final String RTP_AVP = "RTP/AVP";
  private static final int MIN_PACKET_MS = 10;
  private static final int MAX_PACKET_MS = 60;

  private Negotiation() {}

  /// What we answer to an offer: the first audio stream we can take, in the first of the offerer's
  /// formats that we have too.
  ///
  /// @param wanted what our side would like; the outcome is that, cut down to what the offer allows
  ///   (RFC 3264 §6.1)
  public static Outcome agree(SessionDescription offer, LocalAudio ours, Direction wanted) {
    Outcome firstRefusal = null;
    for (int i = 0; i < offer.media().size(); i++) {
      if (offer.media().get(i).type().equalsIgnoreCase("audio")) {
        Outcome outcome = agree(offer, i, ours, wanted);
        if (outcome instanceof Outcome.Agreed) {
          return outcome;
        }
        firstRefusal = firstRefusal == null ? outcome : firstRefusal;
      }
    }
    return firstRefusal != null ? firstRefusal : new Outcome.NoMatch("there is no audio stream");
  }

  /// The text of an offer with one audio stream.
  ///
  /// @param host numeric address of our media node
  /// @param rtpPort RTCP is on the next port
  public static String offer(
      Origin origin, String host, int rtpPort, LocalAudio ours, Direction direction) {
    var text = new SdpWriter(origin, host).timing("0 0");
    return text.audio(rtpPort, ours.formats(), eventType(ours), ours.packetMs(), direction)
        .attributes(ours.attributes())
        .text();
  }

  /// The text of the answer to `offer` as agreed on by [#agree].
  public static String answer(
      SessionDescription offer,
      AudioAgreement agreed,
      int mLine,
      Origin origin,
      String host,
      int rtpPort) {
    return answer(offer, agreed, mLine, origin, host, rtpPort, List.of());
  }

  /// @param attributes further ones of our stream, as `NAME:VALUE`
  public static String answer(
      SessionDescription offer,
      AudioAgreement agreed,
      int mLine,
      Origin origin,
      String host,
      int rtpPort,
      List<String> attributes) {
    var text = new SdpWriter(origin, host).timingOf(offer);
    for (int i = 0; i < offer.media().size(); i++) {
      if (i == mLine) {
        text.audio(
            rtpPort,
            List.of(agreed.format()),
            agreed.telephoneEventType(),
            agreed.packetMs(),
            agreed.direction());
        text.attributes(attributes);
      } else {
        text.refused(offer.media().get(i));
      }
    }
    return text.text();
  }

  /// What an answer to our `sendrecv` offer came to.
  public static Outcome complete(LocalAudio ours, SessionDescription answer) {
    return complete(ours, Direction.SENDRECV, answer);
  }

  /// What an answer to our offer came to.
  ///
  /// @param ours what the offer held
  /// @param offered the offer's direction: a peer that answers more than was offered gets no more
  public static Outcome complete(LocalAudio ours, Direction offered, SessionDescription answer) {
    if (answer.media().isEmpty()) {
      return new Outcome.NoMatch("the answer has no m= line");
    }
    if (!answer.media().getFirst().type().equalsIgnoreCase("audio")) {
      return new Outcome.NoMatch("the first stream of the answer is not audio");
    }
    return agree(answer, 0, ours, offered);
  }

  /// What an answer to a later offer of ours came to. That offer keeps the streams of the dialog so
  /// far in their places (RFC 3264 §8), so audio need not be the first.
  public static Outcome complete(
      LocalAudio ours, SessionDescription offer, SessionDescription answer) {
    int mLine = activeAudio(offer);
    if (mLine < 0 || mLine >= answer.media().size()) {
      return new Outcome.NoMatch("the answer lacks our audio stream");
    }
    return agree(answer, mLine, ours, Direction.of(offer, offer.media().get(mLine)));
  }

  /// A later offer of ours: the same streams and codecs, audio at another address (RFC 3264
  /// §8.3.1).
  ///
  /// @param present our last description
  public static String moved(
      SessionDescription present, Origin origin, String host, int rtpPort, Direction direction) {
    String address = "IN " + (host.indexOf(':') >= 0 ? "IP6 " : "IP4 ") + host;
    List<Line> lines = new ArrayList<>(present.lines().size());
    for (Line line : present.lines()) {
      lines.add(
          switch (line.type()) {
            case 'o' -> new Line('o', "- " + origin.id() + " " + origin.version() + " " + address);
            case 'c' -> new Line('c', address);
            default -> line;
          });
    }
    int mLine = activeAudio(present);
    List<Media> media = new ArrayList<>(present.media());
    if (mLine >= 0) {
      Media audio = media.get(mLine);
      media.set(
          mLine,
          new Media(
              audio.type(),
              rtpPort,
              audio.protocol(),
              audio.formats(),
              null,
              directed(audio.lines(), direction)));
    }
    return new SessionDescription(lines, null, media).print();
  }

  /// A later offer of ours with other codecs: the same streams in the same places (RFC 3264
  /// §8.3.2), events under the number they have.
  ///
  /// @param present our last description
  public static String changed(
      SessionDescription present,
      Origin origin,
      String host,
      int rtpPort,
      LocalAudio ours,
      Direction direction) {
    int mLine = activeAudio(present);
    if (mLine < 0) {
      return moved(present, origin, host, rtpPort, direction);
    }
    int known = eventType(present.media().get(mLine), ours.formats().getFirst().clockRate());
    int events = known < 0 || !ours.telephoneEvent() ? eventType(ours) : known;
    var text = new SdpWriter(origin, host).timingOf(present);
    for (int i = 0; i < present.media().size(); i++) {
      if (i == mLine) {
        text.audio(rtpPort, ours.formats(), events, ours.packetMs(), direction)
            .attributes(ours.attributes());
      } else {
        text.refused(present.media().get(i));
      }
    }
    return text.text();
  }

  /// Whether its sender does not want to hear the audio stream: it holds (RFC 3264 §8.4), in the
  /// old way or the new.
  public static boolean holds(String description) {
    if (!(SessionDescription.parse(description)
        instanceof Parsed.Ok<SessionDescription>(var said))) {
      return false;
    }
    int mLine = activeAudio(said);
    if (mLine < 0) {
      return false;
    }
    Media stream = said.media().get(mLine);
    Connection connection = said.connectionOf(stream);
    return !Direction.of(said, stream).receives()
        || (connection != null && connection.isUnspecified());
  }

  private static List<Line> directed(List<Line> lines, Direction direction) {
    List<Line> directed = new ArrayList<>(lines.size() + 1);
    for (Line line : lines) {
      if (!Direction.isIn(line)) {
        directed.add(line);
      }
    }
    directed.add(new Line('a', direction.attribute()));
    return directed;
  }

  private static int activeAudio(SessionDescription description) {
    for (int i = 0; i < description.media().size(); i++) {
      Media stream = description.media().get(i);
      if (stream.port() != 0 && stream.type().equalsIgnoreCase("audio")) {
        return i;
      }
    }
    return -1;
  }

  private static Outcome agree(
      SessionDescription theirs, int mLine, LocalAudio ours, Direction wanted) {
    Media stream = theirs.media().get(mLine);
    if (stream.port() == 0) {
      return new Outcome.NoMatch("the audio stream has port 0");
    }
    if (!stream.protocol().equalsIgnoreCase(RTP_AVP)) {
      return new Outcome.NoMatch("the audio stream is not " + RTP_AVP);
    }
    Connection connection = theirs.connectionOf(stream);
    String problem = connection == null ? "it has no c= line" : connection.problem();
    if (connection == null || problem != null) {
      return new Outcome.NoMatch("the audio stream cannot be reached: " + problem);
    }
    for (Format required : ours.required()) {
      if (offered(stream, required) == null) {
        return new Outcome.NoMatch(required.encoding() + " is required");
      }
    }
    Format format = ours.oursFirst() ? firstOfOurs(stream, ours) : firstCommon(stream, ours);
    if (format == null) {
      return new Outcome.NoMatch("no codec in common");
    }
    boolean held = connection.isUnspecified();
    return new Outcome.Agreed(
        new AudioAgreement(
            format,
            ours.telephoneEvent() ? eventType(stream, format.clockRate()) : -1,
            packetMs(stream, ours.packetMs()),
            direction(Direction.of(theirs, stream), wanted, held),
            connection.address(),
            stream.port(),
            rtcpPort(stream)),
        mLine);
  }

  private static Direction direction(Direction theirs, Direction wanted, boolean held) {
    return Direction.of(
        wanted.sends() && theirs.receives() && !held, wanted.receives() && theirs.sends());
  }

  private static @Nullable Format firstOfOurs(Media stream, LocalAudio ours) {
    for (Format own : ours.formats()) {
      Format found = offered(stream, own);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// Under the peer's number for it; null when it has not listed it.
  private static @Nullable Format offered(Media stream, Format own) {
    for (String payloadType : stream.formats()) {
      Format theirs = stream.format(payloadType);
      if (theirs != null && theirs.means(own)) {
        return new Format(theirs.payloadType(), own.encoding(), own.clockRate());
      }
    }
    return null;
  }

  /// In the peer's order and with its number, under the name we know the codec by.
  private static @Nullable Format firstCommon(Media stream, LocalAudio ours) {
    for (String payloadType : stream.formats()) {
      Format theirs = stream.format(payloadType);
      for (Format own : ours.formats()) {
        if (theirs != null && theirs.means(own)) {
          return new Format(theirs.payloadType(), own.encoding(), own.clockRate());
        }
      }
    }
    return null;
  }

  /// Events must tick at the clock rate of the audio they interrupt (RFC 4733 §2.1).
  private static int eventType(Media stream, int clockRate) {
    for (String payloadType : stream.formats()) {
      Format format = stream.format(payloadType);
      if (format != null && format.isTelephoneEvent() && format.clockRate() == clockRate) {
        return format.payloadType();
      }
    }
    return -1;
  }

  private static int eventType(LocalAudio ours) {
    return ours.telephoneEvent() ? Format.TELEPHONE_EVENT.payloadType() : -1;
  }

  /// The peer's `ptime`, else ours, never above its `maxptime`; whole tens of milliseconds.
  private static int packetMs(Media stream, int ours) {
    int wished = milliseconds(stream.attribute("ptime"));
    int most = milliseconds(stream.attribute("maxptime"));
    int chosen = wished > 0 ? wished : ours;
    chosen = most > 0 ? Math.min(chosen, most) : chosen;
    return Math.clamp(chosen - chosen % 10, MIN_PACKET_MS, MAX_PACKET_MS);
  }

  private static int milliseconds(@Nullable String value) {
    if (value == null) {
      return -1;
    }
    int dot = value.indexOf('.'); // some devices write `20.0`
    return Numbers.within(dot < 0 ? value : value.substring(0, dot), 1, 10_000);
  }

  /// `a=rtcp` (RFC 3605), else the next port. RTP on the very last port leaves none: RTCP goes
  /// there too.
  private static int rtcpPort(Media stream) {
    String rtcp = stream.attribute("rtcp");
    if (rtcp != null) {
      int space = rtcp.indexOf(' ');
      int port = Numbers.within(space < 0 ? rtcp : rtcp.substring(0, space), 1, 65535);
      if (port > 0) {
        return port;
      }
    }
    return Math.min(stream.port() + 1, 65535);
  }
}
