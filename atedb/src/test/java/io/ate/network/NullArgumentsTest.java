package io.ate.network;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.ate.CommitId;
import io.ate.KeyBundle;
import io.ate.Origin;
import io.ate.Outbox;
import io.ate.Outcome;
import io.ate.Page;
import io.ate.Proof;
import io.ate.Recorded;
import io.ate.RulesResult;
import io.ate.Service;
import io.ate.ServiceDescription;
import io.ate.WorkQueue;
import io.ate.client.ChainListing;
import io.ate.client.ChainListings;
import io.ate.client.ChainStatus;
import io.ate.client.ServerStatus;
import io.ate.extension.EventHeader;
import io.ate.extension.EventPlace;
import io.ate.extension.EventRules;
import io.ate.extension.ProposedCommit;
import io.ate.extension.StoredCommit;
import io.ate.extension.SupersededValue;
import io.ate.server.Backups;
import io.ate.server.Compactions;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Null, where the signature does not take it, is refused at the call, by the name of the argument: at every public
 * constructor and method of every public type, also of those that are yet to be written.
 */
class NullArgumentsTest {
    /** Records that the library alone has a reason to make. */
    private static final Set<Class<?>> HANDED_OUT = Set.of(io.ate.Change.Stored.class, io.ate.Change.Deleted.class,
            CommitId.class, Outbox.Kept.class, Outbox.Write.class, Origin.class,
            Outcome.Refused.class, Page.class, Page.Token.class, Proof.class, Recorded.class,
            RulesResult.class, Service.Call.class, ServiceDescription.class, WorkQueue.Failure.class,
            ChainListing.class, ChainListings.class, ChainStatus.class, ServerStatus.class, EventHeader.class,
            EventPlace.Under.class, EventRules.class, EventRules.Who.Only.class, ProposedCommit.class,
            StoredCommit.class, SupersededValue.class, Backups.Taken.class, Backups.Listed.class,
            Backups.Restored.class, Backups.Copied.class, Backups.Arrived.class,
            Compactions.Compacted.class, ChainStatus.Compacted.class);
    private static final Set<String> OF_THE_PLATFORM = Set.of("equals", "compareTo", "valueOf");
    private static final Pattern OF_THE_MACHINE = Pattern.compile("Cannot .* because \"(.*)\" is null");

    private final List<String> accepted = new ArrayList<>();
    private int calls;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nullIsRefusedAtTheCallByTheNameOfTheArgument(@TempDir Path folder) {
        try (KeyBundle keys = KeyBundle.generate(); Specimens specimens = Specimens.of(folder, keys)) {
            publicTypes().forEach(type -> specimens.within(() -> tryAll(type, specimens)));
        }
        assertThat(accepted).isEmpty();
        assertThat(calls).isGreaterThan(150);
    }

    private static Stream<Class<?>> publicTypes() {
        return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.ate", "io.ate.client", "io.ate.server", "io.ate.extension")
                .stream()
                .filter(each -> Set.of("io.ate", "io.ate.client", "io.ate.server", "io.ate.extension")
                        .contains(each.getPackageName()))
                .<Class<?>>map(JavaClass::reflect)
                .filter(NullArgumentsTest::isPublic)
                .filter(each -> !Throwable.class.isAssignableFrom(each) && !each.isAnnotation());
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private void tryAll(Class<?> type, Specimens specimens) {
        if (!HANDED_OUT.contains(type)) {
            for (Constructor<?> each : type.getConstructors()) {
                tryNulls(each, null, specimens);
            }
        }
        for (Method each : type.getMethods()) {
            boolean isInherited = !each.getDeclaringClass().getName().startsWith("io.ate.") || each.isBridge();
            if (isInherited || OF_THE_PLATFORM.contains(each.getName()) || takesNoReference(each)) {
                continue;
            }
            if (Modifier.isStatic(each.getModifiers())) {
                tryNulls(each, null, specimens);
            } else if (!isWrittenByUsers(type, each)) {
                tryNulls(each, specimens.of(type), specimens);
            }
        }
    }

    private static boolean takesNoReference(Method method) {
        return Stream.of(method.getParameters()).noneMatch(NullArgumentsTest::demandsAReference);
    }

    private static boolean demandsAReference(Parameter parameter) {
        return !parameter.getType().isPrimitive()
                && !parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static boolean isWrittenByUsers(Class<?> type, Method method) {
        return Specimens.WRITTEN_BY_USERS.contains(type) || (Modifier.isAbstract(method.getModifiers())
                && type.isAnnotationPresent(FunctionalInterface.class));
    }

    private void tryNulls(Executable method, @Nullable Object on, Specimens specimens) {
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (demandsAReference(parameters[i])) {
                @Nullable
                Object[] arguments = Arrays.stream(parameters).map(specimens::argument).toArray();
                arguments[i] = null;
                calls++;
                String said = said(method, on, arguments);
                if (said == null || !speaksOf(said, parameters[i].getName(), method)) {
                    accepted.add(method.getDeclaringClass().getSimpleName() + "." + describe(method) + " "
                            + parameters[i].getName() + ": " + said);
                }
            }
        }
    }

    /** What the machine itself says does, too, as long as it speaks of the argument and of nothing deeper. */
    private static boolean speaksOf(String said, String parameter, Executable method) {
        Matcher deeper = OF_THE_MACHINE.matcher(said);
        if (deeper.matches()) {
            return deeper.group(1).equals(parameter);
        }
        return said.matches(".*\\b" + parameter + "\\b.*") || isComponent(said, method.getDeclaringClass());
    }

    /** Methods that give a record with another value of one component call that by its own name. */
    private static boolean isComponent(String said, Class<?> type) {
        return type.isRecord() && Stream.of(type.getRecordComponents()).anyMatch(each -> each.getName().equals(said));
    }

    private static String describe(Executable method) {
        return method.getName() + Stream.of(method.getParameters())
                .map(each -> each.getType().getSimpleName() + " " + each.getName())
                .toList();
    }

    private static @Nullable String said(Executable method, @Nullable Object on, @Nullable Object[] arguments) {
        try {
            Object result = method instanceof Constructor<?> constructor ? constructor.newInstance(arguments)
                    : ((Method) method).invoke(on, arguments);
            return "taken, and gave " + (result == null ? "nothing" : "a " + result.getClass().getSimpleName());
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            return thrown instanceof NullPointerException ? thrown.getMessage() : "threw " + thrown;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method + " cannot be called", e);
        }
    }
}
