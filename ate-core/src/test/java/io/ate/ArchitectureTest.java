package io.ate;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import io.ate.internal.replica.Deadline;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

/**
 * Which part of the core may know which. (What holds for all libraries is checked where all of them meet, in atedb.)
 */
@AnalyzeClasses(packages = "io.ate", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String INTERNAL = "io.ate.internal.";

    /** From the lowest to the highest: each may use what stands before it, except as said in {@link #layers}. */
    private static final List<String> LAYERS = List.of("text", "json", "transform", "wire", "crypto", "tree", "event",
            "log", "backup",
            "view",
            "trust",
            "protocol", "lock", "sequence", "extension", "compaction", "exchange", "host", "replica", "dao", "bus",
            "queue",
            "service", "index", "chain", "inspect", "copy");

    @ArchTest
    static final ArchRule packagesUseOnlyThoseBelowThem = layers();

    @ArchTest
    static final ArchRule everyInternalPackageHasItsPlaceAmongTheLayers = classes().that()
            .resideInAPackage(INTERNAL + ".")
            .should()
            .resideInAnyPackage(packagesOf(LAYERS))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theStateMachinesAndWhatTheyStandOnKnowNeitherTimeNorChance = noClasses().that()
            .resideInAnyPackage(packagesOf(
                    List.of("wire", "tree", "event", "view", "trust", "protocol", "lock", "sequence", "compaction",
                            "exchange",
                            "host",
                            "replica")))
            // a thread that waits for a replica waits in real time
            .and()
            .doNotHaveFullyQualifiedName(Deadline.class.getName())
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .because("a simulation must be able to replay them from a seed")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheLogKnowsRocksDb = noClasses().that()
            .resideOutsideOfPackage(INTERNAL + "log..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..");

    @ArchTest
    static final ArchRule onlyCryptoKnowsItsProviders = noClasses().that()
            .resideOutsideOfPackage(INTERNAL + "crypto..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bouncycastle..", "javax.crypto..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(SecureRandom.class);

    private static ArchRule layers() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true);
        for (String layer : LAYERS) {
            layers = layers.layer(layer).definedBy(INTERNAL + layer + "..");
        }
        for (String layer : LAYERS) {
            List<String> below = new ArrayList<>(LAYERS.subList(0, LAYERS.indexOf(layer)));
            if (layer.equals("replica")) {
                // The two ends of a connection: what they share is the protocol.
                below.remove("host");
                below.remove("extension");
            }
            layers = below.isEmpty()
                    ? layers.whereLayer(layer).mayNotAccessAnyLayer()
                    : layers.whereLayer(layer).mayOnlyAccessLayers(below.toArray(String[]::new));
        }
        return layers;
    }

    private static String[] packagesOf(List<String> layers) {
        return layers.stream().map(layer -> INTERNAL + layer + "..").toArray(String[]::new);
    }
}
