/// Who may register and call: users of the configuration, of the table `sip_user`, or of the
/// application's own store. Start at [Users]. The edge asks; nothing here decides what a user may.
@NullMarked
package dev.tandem.node.users;

import org.jspecify.annotations.NullMarked;
