package dev.tandem.session.core;

import org.jspecify.annotations.NullUnmarked;

/// [EverySituationTest] for the shipped table `gateway`.
@NullUnmarked
class EverySituationOfGatewayTest extends EverySituationTest {
  @Override
  String name() {
    return "gateway";
  }
}
