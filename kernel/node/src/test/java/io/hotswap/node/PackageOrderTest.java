package io.hotswap.node;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrow inside the kernel; a failure names the class that points the wrong way. */
@AnalyzeClasses(packages = "io.hotswap.node", importOptions = DoNotIncludeTests.class)
class PackageOrderTest {
  @ArchTest
  static final ArchRule ARROW =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("node")
          .definedBy("io.hotswap.node")
          .layer("rollout")
          .definedBy("io.hotswap.node.rollout..")
          .layer("swap")
          .definedBy("io.hotswap.node.swap..")
          .layer("lifecycle")
          .definedBy("io.hotswap.node.lifecycle..")
          .layer("loader")
          .definedBy("io.hotswap.node.loader..")
          .layer("ports")
          .definedBy("io.hotswap.node.ports..")
          .layer("edge")
          .definedBy("io.hotswap.node.edge..")
          .layer("bus")
          .definedBy("io.hotswap.node.bus..")
          .layer("exchange")
          .definedBy("io.hotswap.node.exchange..")
          .layer("auth")
          .definedBy("io.hotswap.node.auth..")
          .layer("strand")
          .definedBy("io.hotswap.node.strand..")
          .whereLayer("node")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("rollout")
          .mayOnlyBeAccessedByLayers("node")
          .whereLayer("swap")
          .mayOnlyBeAccessedByLayers("rollout", "node")
          .whereLayer("edge")
          .mayOnlyBeAccessedByLayers("node")
          .whereLayer("bus")
          .mayOnlyBeAccessedByLayers("node")
          .whereLayer("exchange")
          .mayOnlyBeAccessedByLayers("edge", "bus", "node")
          .whereLayer("auth")
          .mayOnlyBeAccessedByLayers("edge", "bus", "node")
          .whereLayer("lifecycle")
          .mayOnlyBeAccessedByLayers("swap", "rollout", "node")
          .whereLayer("loader")
          .mayOnlyBeAccessedByLayers("lifecycle", "swap", "rollout", "node")
          .whereLayer("ports")
          .mayOnlyBeAccessedByLayers("lifecycle", "swap", "rollout", "node");

  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("io.hotswap.node.(*)..").should().beFreeOfCycles();
}
