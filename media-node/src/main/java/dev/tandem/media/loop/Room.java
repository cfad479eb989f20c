package dev.tandem.media.loop;

import dev.tandem.media.codec.G711;
import dev.tandem.media.mix.Mixer;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The legs of one bridge. Two pass each other's packets on at once; otherwise every 20 ms each is
/// sent the sum of the others.
final class Room {
  final BridgeId id;

  /// The beat of 20 in which it is mixed; -1 when it is not.
  int slot = -1;

  private final List<Leg> members = new ArrayList<>(4);
  private final int[] sum = new int[Mixer.FRAME];
  private final byte[] listenersMu = new byte[Mixer.FRAME];
  private final byte[] listenersA = new byte[Mixer.FRAME];

  Room(BridgeId id) {
    this.id = id;
  }

  void add(Leg leg) {
    members.add(leg);
    leg.room = this;
    pair(leg.id);
    forgetVoices();
  }

  void remove(Leg leg) {
    members.remove(leg);
    leg.room = null;
    leg.twin = null;
    pair(leg.id);
    leg.resetVoice();
    forgetVoices();
  }

  /// Lets the legs of that session know of each other, in a ring: none, or the two of one that
  /// moves; more when it moves again before it has moved.
  private void pair(LegId id) {
    Leg first = null;
    Leg before = null;
    for (Leg member : members) {
      if (member.id.isOfSameSession(id)) {
        first = first == null ? member : first;
        if (before != null) {
          before.twin = member;
        }
        before = member;
      }
    }
    if (before != null) {
      before.twin = before == first ? null : first;
    }
  }

  /// What waited while a room of two was a relay, or the other way round, is old.
  private void forgetVoices() {
    if (!mixes() || members.size() == 3) {
      members.forEach(Leg::resetVoice);
    }
  }

  int size() {
    return members.size();
  }

  /// Two relay; one hears silence, so that its path through a NAT stays open.
  boolean mixes() {
    return members.size() == 1 || members.size() > 2;
  }

  /// @param heard null for a telephone event
  void onPacket(Leg from, MediaLoop loop, int length, @Nullable G711 heard) {
    if (members.size() == 2) {
      Leg to = members.get(0) == from ? members.get(1) : members.get(0);
      if (to != from.twin) {
        to.forward(from, loop, length, heard);
      }
    } else if (heard == null) {
      loop.counters.eventsNotMixed++;
    } else if (members.size() > 2) {
      from.keep(loop, heard);
    }
  }

  void tick(MediaLoop loop) {
    listen();
    Mixer.encode(sum, G711.PCMU.encodeTable(), listenersMu);
    Mixer.encode(sum, G711.PCMA.encodeTable(), listenersA);
    for (int i = 0; i < members.size(); i++) {
      speakTo(members.get(i), loop);
    }
  }

  private void listen() {
    Arrays.fill(sum, 0);
    for (int i = 0; i < members.size(); i++) {
      LegVoice voice = members.get(i).voice();
      voice.pull();
      if (voice.heard) {
        Mixer.add(sum, voice.samples);
      }
    }
  }

  private void speakTo(Leg member, MediaLoop loop) {
    if (!member.sending() || member.makesSound()) {
      return;
    }
    boolean alone = false;
    for (Leg twin = member.twin; twin != null && twin != member; twin = twin.twin) {
      if (twin.voice().heard) {
        Mixer.subtract(sum, twin.voice().samples);
        alone = true;
      }
    }
    speakTo(member, loop, member.voice(), alone);
    for (Leg twin = member.twin; alone && twin != null && twin != member; twin = twin.twin) {
      if (twin.voice().heard) {
        Mixer.add(sum, twin.voice().samples);
      }
    }
  }

  /// @param alone whether nobody else gets the same
  private void speakTo(Leg member, MediaLoop loop, LegVoice own, boolean alone) {
    byte[] encode = member.codec().encodeTable();
    if (own.heard) {
      Mixer.encodeWithout(sum, own.samples, encode, loop.frame);
      member.emit(loop, loop.frame);
    } else if (alone) {
      Mixer.encode(sum, encode, loop.frame);
      member.emit(loop, loop.frame);
    } else {
      member.emit(loop, member.codec() == G711.PCMU ? listenersMu : listenersA);
    }
  }
}
