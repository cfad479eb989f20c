package dev.tandem.session.core;

import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.Treatment;
import org.jspecify.annotations.Nullable;

/// The leg, what is agreed about it, and what both sides have said of it.
///
/// @param hold who has put whom on hold
/// @param muting what is muted, on this leg and those after it
/// @param wish what we offer and accept
/// @param pending what the peer is to be brought to instead; null when it has agreed, or refused
public record Media(
    Legs all,
    Opening opening,
    Said said,
    Hold hold,
    Muting muting,
    MediaWish wish,
    @Nullable MediaWish pending) {
  /// @param present null before the first
  /// @param opened how many were opened so far, the number of the last one
  /// @param leaving the one before this one, open until the peer sends to this one
  /// @param moves how often the leg was replaced
  record Legs(@Nullable Leg present, int opened, @Nullable Leg leaving, int moves) {}

  /// What a leg will be, while it is being opened.
  record Opening(@Nullable LegRemote remote, Treatment treatment, @Nullable String node) {}

  /// The last SDP of each side.
  ///
  /// @param version of the `o=` line of ours
  /// @param described the leg that ours describes, null before there is one
  record Said(
      @Nullable String local, @Nullable String remote, int version, @Nullable LegId described) {}

  static final Media NONE =
      new Media(
          new Legs(null, 0, null, 0),
          new Opening(null, Treatment.NONE, null),
          new Said(null, null, 0, null),
          Hold.NONE,
          Muting.NONE,
          MediaWish.NONE,
          null);

  public @Nullable Leg leg() {
    return all.present;
  }

  int legs() {
    return all.opened;
  }

  public @Nullable Leg leaving() {
    return all.leaving;
  }

  public int moves() {
    return all.moves;
  }

  @Nullable LegRemote agreed() {
    return opening.remote;
  }

  Treatment wanted() {
    return opening.treatment;
  }

  @Nullable String wantedNode() {
    return opening.node;
  }

  public @Nullable String localSdp() {
    return said.local;
  }

  public @Nullable String remoteSdp() {
    return said.remote;
  }

  int sdpVersion() {
    return said.version;
  }

  /// Whether the peer has been told where the leg is.
  boolean isDescribed() {
    return all.present == null || all.present.id().equals(said.described);
  }

  private Media with(Legs now) {
    return new Media(now, opening, said, hold, muting, wish, pending);
  }

  private Media with(Said now) {
    return new Media(all, opening, now, hold, muting, wish, pending);
  }

  Media withLeg(Leg leg) {
    int count = Math.max(all.opened, leg.id().number());
    return with(new Legs(leg, count, all.leaving, all.moves));
  }

  Media withSdp(@Nullable String local, @Nullable String remote, int version) {
    return with(new Said(local, remote, version, said.described));
  }

  Media describing(LegId leg) {
    return with(new Said(said.local, said.remote, said.version, leg));
  }

  Media opening(@Nullable LegRemote remote, Treatment treatment, @Nullable String node) {
    var legs = new Legs(all.present, all.opened + 1, all.leaving, all.moves);
    return new Media(legs, new Opening(remote, treatment, node), said, hold, muting, wish, pending);
  }

  Media movedTo(Leg leg, @Nullable Leg old) {
    Legs there = withLeg(leg).all;
    return with(new Legs(there.present, there.opened, old, all.moves + 1));
  }

  Media left() {
    return with(new Legs(all.present, all.opened, null, all.moves));
  }

  Media with(Hold now) {
    return new Media(all, opening, said, now, muting, wish, pending);
  }

  Media with(Muting now) {
    return new Media(all, opening, said, hold, now, wish, pending);
  }

  Media wishing(MediaWish now, @Nullable MediaWish instead) {
    return new Media(all, opening, said, hold, muting, now, instead);
  }
}
