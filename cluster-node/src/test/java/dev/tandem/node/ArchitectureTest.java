package dev.tandem.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The rooms of `docs` and the directions of knowledge between them. Each rule says what a room may
/// know; what is not named it may not.
class ArchitectureTest {
  static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.tandem");

  private static final DescribedPredicate<JavaClass> JDK =
      resideInAnyPackage("java..", "javax.crypto..", "javax.net..", "org.jspecify..", "");

  private static void onlyKnows(String room, String... known) {
    rule(room, known).check(MAIN);
  }

  private static ArchRule rule(String room, String... known) {
    return classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat(
            JDK.or(resideInAnyPackage(known))
                .or(resideInAPackage(room))
                .as(String.join(", ", known)));
  }

  @Test
  void jainSipStaysBehindTheMessageViews() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tandem.sip.message..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.sip..", "gov.nist..")
        .check(MAIN);
  }

  @Test
  void nettyStaysWhereBytesAre() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.tandem.sip",
            "dev.tandem.sip.transport..",
            "dev.tandem.sip.transaction..",
            "dev.tandem.media.loop..",
            "dev.tandem.node.edge..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .check(MAIN);
  }

  @Test
  void theSessionCoreKnowsNoFrameworkAndNoWire() {
    onlyKnows(
        "dev.tandem.session.core..",
        "dev.tandem.protocol..",
        "dev.tandem.sdp..",
        "dev.tandem.table..");
  }

  @Test
  void theCoreOfABridgeKnowsNoFramework() {
    classes()
        .that()
        .haveFullyQualifiedName("dev.tandem.bridge.Bridge")
        .or()
        .haveFullyQualifiedName("dev.tandem.bridge.BridgeState")
        .or()
        .haveFullyQualifiedName("dev.tandem.bridge.BridgeAction")
        .should()
        .onlyDependOnClassesThat(
            JDK.or(resideInAnyPackage("dev.tandem.protocol..", "dev.tandem.bridge..")))
        .check(MAIN);
  }

  @Test
  void theCoreOfTheRegistrarKnowsNoFramework() {
    classes()
        .that()
        .haveFullyQualifiedName("dev.tandem.registrar.Registrar")
        .or()
        .haveFullyQualifiedName("dev.tandem.registrar.RegistrarState")
        .should()
        .onlyDependOnClassesThat(
            JDK.or(resideInAnyPackage("dev.tandem.protocol..", "dev.tandem.registrar..")))
        .check(MAIN);
  }

  @Test
  void theCoreOfASubscriptionKnowsNoFramework() {
    classes()
        .that()
        .haveFullyQualifiedName("dev.tandem.watch.Notifier")
        .or()
        .haveFullyQualifiedName("dev.tandem.watch.Picture")
        .or()
        .haveFullyQualifiedName("dev.tandem.watch.DialogInfo")
        .or()
        .haveFullyQualifiedName("dev.tandem.watch.ConferenceInfo")
        .should()
        .onlyDependOnClassesThat(
            JDK.or(resideInAnyPackage("dev.tandem.protocol..", "dev.tandem.watch..")))
        .check(MAIN);
  }

  @Test
  void tablesKnowTheirYamlReaderAndNothingElse() {
    onlyKnows("dev.tandem.table..", "org.snakeyaml.engine..");
  }

  @Test
  void sessionDescriptionsKnowNothing() {
    onlyKnows("dev.tandem.sdp..");
  }

  @Test
  void theLanguageOfTheSystemKnowsActorsByNameOnly() {
    onlyKnows("dev.tandem.protocol..", "org.apache.pekko.actor.typed", "com.fasterxml.jackson..");
  }

  @Test
  void theApiKnowsTheLanguageOnly() {
    onlyKnows("dev.tandem.api..", "dev.tandem.protocol..");
  }

  @Test
  void sipKnowsNothingOfActorsSessionsOrMedia() {
    onlyKnows(
        "dev.tandem.sip..",
        "dev.tandem.config..",
        "dev.tandem.protocol..",
        "com.typesafe.config..",
        "org.slf4j..",
        "io.netty..",
        "javax.sip..",
        "gov.nist..");
  }

  @Test
  void sessionsAndMediaMeetInTheLanguageOnly() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.tandem.session..",
            "dev.tandem.bridge..",
            "dev.tandem.registrar..",
            "dev.tandem.watch..",
            "dev.tandem.placement..",
            "dev.tandem.api..",
            "dev.tandem.table..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tandem.media..", "dev.tandem.sip..", "dev.tandem.node..")
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage("dev.tandem.media..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tandem.session..",
            "dev.tandem.bridge..",
            "dev.tandem.placement..",
            "dev.tandem.api..",
            "dev.tandem.table..",
            "dev.tandem.sip..",
            "dev.tandem.node..")
        .check(MAIN);
  }

  @Test
  void onlyTheMediaPoolIsAnActor() {
    noClasses()
        .that()
        .resideInAPackage("dev.tandem.media..")
        .and()
        .resideOutsideOfPackages("dev.tandem.media.pool..", "dev.tandem.media")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.pekko..")
        .check(MAIN);
  }

  @Test
  void theBuiltInServerIsWrittenWithThePublicApi() {
    onlyKnows(
        "dev.tandem.node.routes..",
        "dev.tandem.api..",
        "dev.tandem.protocol..",
        "dev.tandem.config..",
        "com.typesafe.config..");
  }

  @Test
  void nobodyWritesToTheTerminalOrLogsPastSlf4j() {
    noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..").check(MAIN);
    noClasses().should().accessField(System.class, "out").check(MAIN);
    noClasses().should().accessField(System.class, "err").check(MAIN);
  }

  @Test
  void everyPackageHasAMapAndIsNullMarked() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass found : MAIN) {
      if (!found.getPackage().isAnnotatedWith(NullMarked.class)) {
        unmarked.add(found.getPackageName());
      }
    }

    assertThat(unmarked).as("packages without a package-info that is @NullMarked").isEmpty();
  }

  /// The rules above see all rooms, and a rule that is broken says so.
  @Test
  void theRulesCanFail() {
    assertThat(MAIN.containPackage("dev.tandem.sip.message")).isTrue();
    assertThat(MAIN.containPackage("dev.tandem.session.core")).isTrue();
    assertThat(MAIN.containPackage("dev.tandem.media.loop")).isTrue();
    ArchRule wrong = rule("dev.tandem.session", "dev.tandem.protocol..");

    assertThatThrownBy(() -> wrong.check(MAIN)).isInstanceOf(AssertionError.class);
  }
}
