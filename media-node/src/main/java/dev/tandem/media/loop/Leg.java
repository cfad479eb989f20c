package dev.tandem.media.loop;

import dev.tandem.media.codec.G711;
import dev.tandem.media.mix.Mixer;
import dev.tandem.media.rtp.RtpInbound;
import dev.tandem.media.rtp.RtpOutbound;
import dev.tandem.media.rtp.RtpPacket;
import dev.tandem.media.sound.Sound;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.LegStatistics;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.Treatment;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One peer: its two sockets, what it sends, what it hears. Belongs to the loop it is on.
public final class Leg implements SocketReader {
  private static final int NANOS_PER_SAMPLE = 125_000;

  final LegId id;
  final RtpPort rtp;
  final LegRtcp rtcp;
  final RtpInbound in = new RtpInbound();
  final RtpOutbound out;
  final byte[] cname;

  /// The loop that runs commands for this leg; changed by that loop only.
  volatile MediaLoop home;

  /// Place in the loop's list, -1 when in none.
  int place = -1;

  /// The beat of 20 in which its sound is made, -1 when it is not.
  int slot = -1;

  @Nullable Room room;

  /// The next leg of the same session in that room, in a ring, while the session moves: none hears
  /// another.
  @Nullable Leg twin;

  boolean closing;
  long closingSince;
  long lastHeard;
  long lastCommand;
  boolean silenceReported;
  long orphanAsked;

  private long version = -1;
  private Treatment treatment = Treatment.NONE;
  private Muting muting = Muting.NONE;
  private @Nullable Sound sound;
  private int soundAt;
  private @Nullable LegRemote remote;
  private G711 codec = G711.PCMU;
  private int sendType;
  private int eventType = -1;
  private int packetBytes = Mixer.FRAME;
  private boolean sending;
  private boolean receiving = true;
  private @Nullable LegVoice voice;

  /// @param rtp bound to an even port
  /// @param rtcp bound to the next one
  public Leg(LegId id, MediaSocket rtp, MediaSocket rtcp, MediaLoop home, RandomGenerator random) {
    this.id = id;
    this.rtp = new RtpPort(rtp);
    this.rtcp = new LegRtcp(rtcp, this);
    this.home = home;
    this.out = new RtpOutbound(random.nextInt(), random.nextInt(0x8000), random.nextInt());
    // RFC 7022 §4.2: short-lived and random, so that it tells nobody about hosts or users.
    this.cname = Long.toHexString(random.nextLong()).getBytes(StandardCharsets.US_ASCII);
  }

  public LegId id() {
    return id;
  }

  public MediaSocket rtpSocket() {
    return rtp.socket;
  }

  public MediaSocket rtcpSocket() {
    return rtcp.socket;
  }

  /// Whom to give this leg's commands to; a loop that the leg has just left passes them on.
  public MediaLoop home() {
    return home;
  }

  MediaLoop loop() {
    return home;
  }

  Treatment treatment() {
    return treatment;
  }

  boolean olderThan(LegPlan plan) {
    return version < plan.version();
  }

  /// Takes a plan over unless it has a newer one. The loop moves it between rooms.
  boolean accept(LegPlan plan) {
    if (closing || plan.version() <= version) {
      return false;
    }
    version = plan.version();
    treatment = plan.treatment();
    muting = plan.muting();
    if (sound != plan.sound()) {
      sound = plan.sound();
      soundAt = 0;
    }
    remote = plan.remote();
    rtp.remote(plan.rtp());
    rtcp.remote(plan.rtcp());
    if (remote != null) {
      codec = remote.encoding().equalsIgnoreCase("PCMA") ? G711.PCMA : G711.PCMU;
      sendType = remote.payloadType();
      eventType = remote.telephoneEventType();
      packetBytes = Math.clamp(remote.packetMs() / 10, 1, 6) * 80;
      receiving = remote.receive();
      sending = remote.send() && plan.rtp() != null;
    } else {
      sending = false;
    }
    return true;
  }

  @Override
  public void readable() {
    MediaLoop loop = home;
    LoopCounters counters = loop.counters;
    int length = rtp.socket.receive(loop.incoming);
    if (length <= 0) {
      nothingRead(length, loop);
      return;
    }
    counters.packetsIn++;
    counters.bytesIn += length;
    if (closing) {
      lastHeard = loop.now();
      counters.drained++;
    } else if (!loop.packet.parse(loop.incoming.bytes, length)) {
      counters.notRtp++;
    } else if (!rtp.believes(loop.incoming, loop.packet, loop.now())) {
      counters.strangers++;
    } else {
      count(loop, length);
    }
  }

  private void nothingRead(int length, MediaLoop loop) {
    if (length == MediaSocket.REFUSED) {
      rtp.refused(loop.now(), loop.counters);
    }
  }

  private void count(MediaLoop loop, int length) {
    lastHeard = loop.now();
    switch (in.accept(loop.packet, length)) {
      case IN_ORDER -> receive(loop, length);
      case NEW_SOURCE -> newSource(loop, length);
      case DUPLICATE -> loop.counters.duplicates++;
      case DOUBTFUL -> loop.counters.doubtful++;
    }
  }

  private void newSource(MediaLoop loop, int length) {
    if (voice != null) {
      voice.jitter.reset();
    }
    receive(loop, length);
  }

  private void receive(MediaLoop loop, int length) {
    if (!receiving) {
      loop.counters.wrongDirection++;
      return;
    }
    G711 heard = codecOf(loop.packet.payloadType());
    if (heard != null) {
      in.observe(loop.packet.timestamp(), (int) (loop.now() / NANOS_PER_SAMPLE));
      route(loop, length, heard);
    } else if (loop.packet.payloadType() == eventType) {
      route(loop, length, null);
    } else {
      loop.counters.unknownPayload++;
    }
  }

  /// Both static types are understood whatever was agreed (RFC 3551 §6).
  private @Nullable G711 codecOf(int payloadType) {
    if (payloadType == 0) {
      return G711.PCMU;
    }
    if (payloadType == 8) {
      return G711.PCMA;
    }
    return remote != null && payloadType == sendType ? codec : null;
  }

  /// Whether what the peer hears is made here, frame by frame, whatever others say.
  boolean makesSound() {
    return switch (treatment.kind()) {
      case SILENCE, TONE, FILE -> true;
      case ECHO, BRIDGE -> muting.out();
      case NONE -> false;
    };
  }

  private void route(MediaLoop loop, int length, @Nullable G711 heard) {
    if (heard != null && muting.in()) {
      silence(loop, heard);
    }
    switch (treatment.kind()) {
      case ECHO -> forward(this, loop, length, heard);
      case BRIDGE -> toRoom(loop, length, heard);
      case NONE, SILENCE, TONE, FILE -> {}
    }
  }

  /// The packet just received keeps its place in the stream, and says nothing.
  private static void silence(MediaLoop loop, G711 law) {
    byte[] silence = loop.silence(law);
    int at = loop.packet.payloadOffset();
    int end = at + loop.packet.payloadBytes();
    for (; at < end; at += silence.length) {
      loop.incoming.bytes.put(at, silence, 0, Math.min(silence.length, end - at));
    }
  }

  private void toRoom(MediaLoop loop, int length, @Nullable G711 heard) {
    Room bridge = room;
    if (bridge != null) {
      bridge.onPacket(this, loop, length, heard);
    }
  }

  /// Sends the packet just received by `from` to this leg's peer, payload untouched if the law is
  /// the same, else translated code by code.
  ///
  /// @param heard null for a telephone event
  void forward(Leg from, MediaLoop loop, int length, @Nullable G711 heard) {
    int type = heard == null ? eventType : sendType;
    if (!sending || type < 0 || muting.out()) {
      return;
    }
    RtpPacket packet = loop.packet;
    if (!out.relay(from.in, packet, loop.now())) {
      return;
    }
    if (heard != null && heard != codec) {
      Transcode.inPlace(loop.incoming.bytes, packet, heard.transcodeTable(), loop.frame);
    }
    RtpPacket.rewrite(
        loop.incoming.bytes, type, out.marker(), out.sequence(), out.timestamp(), out.ssrc());
    transmit(loop, loop.incoming, length, packet.payloadBytes());
  }

  private void transmit(MediaLoop loop, Datagram from, int length, int payloadBytes) {
    if (rtp.send(from, length, loop.now(), loop.counters)) {
      out.sent(length, payloadBytes);
      loop.counters.packetsOut++;
      loop.counters.bytesOut += length;
    }
  }

  /// Keeps the packet just received for the mixer.
  void keep(MediaLoop loop, G711 heard) {
    RtpPacket packet = loop.packet;
    voice()
        .jitter
        .put(
            packet.timestamp(),
            loop.incoming.bytes,
            packet.payloadOffset(),
            packet.payloadBytes(),
            heard.decodeTable(),
            (int) (loop.now() / NANOS_PER_SAMPLE));
  }

  /// One tick of a leg whose sound is made here.
  void generate(MediaLoop loop) {
    if (!sending) {
      return;
    }
    Sound file = sound;
    if (muting.out()) {
      emit(loop, loop.silence(codec));
    } else if (treatment.kind() == Treatment.Kind.TONE) {
      voice().sine.fill(treatment.frequencyHz(), codec.encodeTable(), loop.frame);
      emit(loop, loop.frame);
    } else if (file != null && !file.isEmpty()) {
      soundAt = file.fill(soundAt, codec.encodeTable(), loop.frame);
      emit(loop, loop.frame);
    } else {
      emit(loop, loop.silence(codec));
    }
  }

  /// Sends 20 ms of our own making, or keeps it until a whole packet is there.
  void emit(MediaLoop loop, byte[] frame) {
    if (packetBytes == Mixer.FRAME) {
      emitPacket(loop, frame, Mixer.FRAME);
      return;
    }
    LegVoice buffer = voice();
    buffer.append(frame);
    while (buffer.pendingBytes() >= packetBytes) {
      buffer.take(loop.packetScratch, packetBytes);
      emitPacket(loop, loop.packetScratch, packetBytes);
    }
  }

  private void emitPacket(MediaLoop loop, byte[] payload, int bytes) {
    out.next(bytes, loop.now());
    Datagram outgoing = loop.outgoing;
    RtpPacket.write(
        outgoing.bytes, sendType, out.marker(), out.sequence(), out.timestamp(), out.ssrc());
    outgoing.bytes.put(RtpPacket.HEADER_BYTES, payload, 0, bytes);
    transmit(loop, outgoing, RtpPacket.HEADER_BYTES + bytes, bytes);
  }

  LegVoice voice() {
    LegVoice present = voice;
    if (present == null) {
      present = new LegVoice();
      voice = present;
    }
    return present;
  }

  /// Forgets samples of an earlier room.
  void resetVoice() {
    if (voice != null) {
      voice.jitter.reset();
    }
  }

  boolean sending() {
    return sending;
  }

  /// Whether RTP is to be expected.
  boolean expectsMedia() {
    return remote != null && receiving;
  }

  G711 codec() {
    return codec;
  }

  LegStatistics statistics() {
    InetSocketAddress source = rtp.active();
    return new LegStatistics(
        out.packets(),
        out.bytes(),
        in.packets(),
        in.bytes(),
        in.lost(),
        voice == null ? 0 : voice.jitter.late(),
        in.duplicates() + (voice == null ? 0 : voice.jitter.dropped()),
        in.started() ? in.jitter() / 8.0 : null,
        rtcp.roundTripMs(),
        remote == null ? null : codec.encoding(),
        source == null ? null : source.getAddress().getHostAddress(),
        source == null ? 0 : source.getPort());
  }
}
