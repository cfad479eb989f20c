package dev.tandem.node;

import dev.tandem.api.CallHandler;
import dev.tandem.api.CredentialStore;
import org.jspecify.annotations.Nullable;

/// What whoever starts a node brings along beside the configuration.
///
/// @param credentials null when all users are in configuration and table
record Application(CallHandler handler, @Nullable CredentialStore credentials) {}
