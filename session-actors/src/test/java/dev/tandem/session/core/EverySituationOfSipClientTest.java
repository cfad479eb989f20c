package dev.tandem.session.core;

import org.jspecify.annotations.NullUnmarked;

/// [EverySituationTest] for the shipped table `sip_client`.
@NullUnmarked
class EverySituationOfSipClientTest extends EverySituationTest {
  @Override
  String name() {
    return "sip_client";
  }
}
