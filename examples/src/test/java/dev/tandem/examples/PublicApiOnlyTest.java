package dev.tandem.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/// What an example needs, an application has: the API, the values it speaks in, the builder.
class PublicApiOnlyTest {
  private static final JavaClasses EXAMPLES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.tandem.examples");

  @Test
  void examplesKnowTheApiAndTheBuilderOnly() {
    ArchRule rule =
        classes()
            .should()
            .onlyDependOnClassesThat()
            .haveNameMatching(
                "java\\..*|org\\.jspecify\\..*|\\[.*"
                    + "|dev\\.tandem\\.(api|protocol|examples)\\..*"
                    + "|dev\\.tandem\\.node\\.SessionManagerBuilder");

    rule.check(EXAMPLES);
    assertThat(EXAMPLES).hasSizeGreaterThanOrEqualTo(6);
  }
}
