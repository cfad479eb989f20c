package dev.tandem.session.core;

import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.sdp.Direction;
import dev.tandem.sdp.Format;
import dev.tandem.sdp.LocalAudio;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a session offers and accepts.
///
/// @param chosen whether the application has said so for this call; else its trunk has, or nobody
/// @param direction which way the audio may flow while nobody holds
public record MediaWish(MediaOptions options, boolean chosen, MediaDirection direction) {
  static final MediaWish NONE = new MediaWish(MediaOptions.NONE, false, MediaDirection.SENDRECV);

  static MediaWish of(@Nullable MediaOptions options, boolean chosen) {
    return options == null ? NONE : new MediaWish(options, chosen, MediaDirection.SENDRECV);
  }

  /// What the session is to be brought to when it is asked for these.
  ///
  /// @param options null to leave them
  /// @param direction null to leave it
  public static MediaWish asked(
      SessionState state, @Nullable MediaOptions options, @Nullable MediaDirection direction) {
    Media media = state.media();
    MediaWish so = media.pending() == null ? media.wish() : media.pending();
    return new MediaWish(
        options == null ? so.options : options.over(so.options),
        options != null || so.chosen,
        direction == null ? so.direction : direction);
  }

  Direction way() {
    return Direction.valueOf(direction.name());
  }

  /// Codecs that this release does not know, said by a later one, count for nothing.
  LocalAudio audio(LocalAudio standard) {
    if (options.equals(MediaOptions.NONE)) {
      return standard;
    }
    List<Format> formats = formats(options.codecs());
    return new LocalAudio(
        formats.isEmpty() ? standard.formats() : formats,
        standard.telephoneEvent(),
        standard.packetMs(),
        options.isOurOrder(),
        formats(options.required()),
        options.attributes());
  }

  private static List<Format> formats(List<String> names) {
    return names.stream().map(Format::named).filter(Objects::nonNull).distinct().toList();
  }
}
