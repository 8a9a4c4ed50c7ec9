package io.ate.atedb;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** What holds for every library, and stands here because this is where all of them meet. */
@AnalyzeClasses(packages = "io.ate", importOptions = ImportOption.DoNotIncludeTests.class)
class LibrariesTest {

    private static final String PROGRAM = "io.ate.atedb..";

    private static final DescribedPredicate<JavaClass> LIBRARIES = JavaClass.Predicates
            .resideOutsideOfPackage(PROGRAM)
            .as("the libraries");

    @ArchTest
    static final ArchRule whatUsersSeeMentionsNothingInternal = classes().that(LIBRARIES)
            .and()
            .resideOutsideOfPackage("..internal..")
            .should(PublicSignatures.mentionNothingInternal());

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .should(standInANullMarkedPackage());

    @ArchTest
    static final ArchRule theCoreKnowsNoNetwork = noClasses().that(LIBRARIES)
            .and()
            .resideOutsideOfPackages("io.ate.client..", "io.ate.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.ate.client..", "io.ate.server..", "io.netty..", "java.net.http..");

    @ArchTest
    static final ArchRule theClientKnowsNeitherServerNorProgram = noClasses().that()
            .resideInAPackage("io.ate.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.ate.server..", PROGRAM);

    @ArchTest
    static final ArchRule theServerKnowsNeitherClientNorProgram = noClasses().that()
            .resideInAPackage("io.ate.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.ate.client..", PROGRAM);

    @ArchTest
    static final ArchRule nobodySleeps = noClasses().should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class);

    @ArchTest
    static final ArchRule staticFieldsAreFinal = fields().that().areStatic().should().beFinal().allowEmptyShould(true);

    @ArchTest
    static final ArchRule librariesDoNotPrint = noClasses().that(LIBRARIES)
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule loggingIsSlf4js = GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule constructorsTakeWhatTheObjectNeeds = GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION
            .allowEmptyShould(true);

    private static ArchCondition<JavaClass> standInANullMarkedPackage() {
        return new ArchCondition<>("stand in a package whose package-info says @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }
}
