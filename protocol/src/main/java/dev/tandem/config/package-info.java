/// From configuration text to typed, checked settings. [SettingsReader] finds every problem before
/// it complains; [InvalidSettings] is that complaint, and [KnownKeys] knows what a misspelt key
/// means.
@NullMarked
package dev.tandem.config;

import org.jspecify.annotations.NullMarked;
