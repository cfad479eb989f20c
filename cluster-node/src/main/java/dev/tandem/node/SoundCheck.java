package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.api.SessionException;
import dev.tandem.config.SettingsReader;
import dev.tandem.media.MediaSettings;
import dev.tandem.media.sound.SoundFiles;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.Role;
import dev.tandem.node.routes.RouteTable;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Treatment;
import dev.tandem.session.SessionSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether sound files can be played, as far as this node can tell: it looks when it is a media
/// node or has been told the directory. Others are believed, and their media nodes play silence.
///
/// @param here null when this node cannot tell
record SoundCheck(SoundFiles.@Nullable Settings here) {

  /// @param config derived for this node
  static SoundCheck of(Config config) {
    SoundFiles.Settings sounds = MediaSettings.from(config).sounds();
    boolean looks =
        sounds.directory() != null || NodeSettings.from(config).roles().contains(Role.MEDIA);
    return new SoundCheck(looks ? sounds : null);
  }

  /// What is wrong with the file that is to be played; empty when nothing is, or nobody here can
  /// tell. Reads from the disk.
  Optional<String> problem(Treatment treatment) {
    String file = treatment.file();
    if (file == null || here == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(here.problem(file)).map(why -> "sound file " + file + ": " + why);
  }

  /// @throws SessionException as [#problem] says
  void require(Treatment treatment) {
    problem(treatment)
        .ifPresent(why -> {
          throw new SessionException(ErrorKind.NOT_FOUND, why);
        });
  }

  /// The files that the settings themselves name.
  ///
  /// @throws dev.tandem.config.InvalidSettings when one cannot be played
  static void check(Config config) {
    SoundCheck check = of(config);
    var in = new SettingsReader(config, "tandem");
    check
        .problem(SessionSettings.from(config).core().onHold())
        .ifPresent(why -> in.problem("session.music-on-hold", why));
    List<? extends Config> routes = in.sections("routes");
    RouteTable.from(config)
        .files()
        .forEach((number, file) -> {
          Config route = routes.get(number - 1);
          String name = RouteTable.name(number, route) + ": ";
          check
              .problem(Treatment.file(file))
              .ifPresent(why -> in.problem("routes", route, name + why));
        });
    in.done();
  }
}
