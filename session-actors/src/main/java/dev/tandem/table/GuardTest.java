package dev.tandem.table;

/// Says whether a guard holds for the session at hand. Must not change anything.
@FunctionalInterface
public interface GuardTest {
  boolean holds(Guard guard);
}
