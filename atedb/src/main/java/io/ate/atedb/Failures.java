package io.ate.atedb;

import io.ate.AteException;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.DeadlineExceededException;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchChainException;
import io.ate.NoSuchObjectException;
import io.ate.Reason;
import io.ate.atedb.console.Messages;
import io.ate.atedb.console.NobodyReadsException;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.console.Verbosity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what commands throw into one line for people and a code for scripts. Immutable. */
record Failures(Surroundings surroundings) implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private static final String UNFINISHED = "stopped before it was done";

    /** Says of a command that it was not waited for any longer. */
    void sayUnfinished() {
        Messages.of(surroundings, Verbosity.NORMAL).failure("atedb: " + UNFINISHED);
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof ParameterException wrong) {
            return handleParseException(wrong, parsed.originalArgs().toArray(String[]::new));
        }
        Throwable cause = unwrapped(failure);
        if (cause instanceof NobodyReadsException) {
            return ExitCode.DONE.code();
        }
        Messages messages = Messages.of(surroundings, verbosity(command));
        boolean stopped = surroundings.stop().isRequested();
        messages.failure("atedb: " + (stopped ? UNFINISHED : CommandLineTerms.in(text(cause))));
        messages.trace(failure);
        return stopped ? ExitCode.FAILED.code() : code(cause).code();
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        Messages messages = Messages.of(surroundings, Verbosity.NORMAL);
        messages.failure("atedb: " + UsageFault.text(failure));
        messages.say("Try \"" + command.getCommandSpec().qualifiedName() + " --help\".");
        return ExitCode.WRONG_USAGE.code();
    }

    private static Verbosity verbosity(CommandLine command) {
        return command.getCommandSpec()
                .mixins()
                .values()
                .stream()
                .map(mixin -> mixin.userObject() instanceof CommonOptions common ? common.verbosity() : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(Verbosity.NORMAL);
    }

    private static Throwable unwrapped(Throwable failure) {
        boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapper && failure.getCause() != null ? unwrapped(failure.getCause()) : failure;
    }

    private static ExitCode code(Throwable failure) {
        return switch (failure) {
            case MissingKeyException _,NoReadAuthorityException _ -> ExitCode.NOT_AUTHORISED;
            case ExplainedException explained when explained.getCause() != null -> code(explained.getCause());
            case CommitRejectedException refused -> code(refused.reason());
            case ChainUnavailableException _,DeadlineExceededException _ -> ExitCode.UNREACHABLE;
            case NoSuchObjectException _,NoSuchChainException _ -> ExitCode.NO_SUCH_THING;
            default -> ExitCode.FAILED;
        };
    }

    private static ExitCode code(Reason reason) {
        return switch (reason) {
            case NOT_PROVEN, NO_WRITE_AUTHORITY, NO_CONTROL_AUTHORITY, NO_READ_AUTHORITY, KEY_RETIRED, NOT_OWNER ->
                    ExitCode.NOT_AUTHORISED;
            case NO_SUCH_CHAIN, NO_SUCH_PARENT, NO_SUCH_OBJECT -> ExitCode.NO_SUCH_THING;
            case GOING_AWAY -> ExitCode.UNREACHABLE;
            default -> ExitCode.FAILED;
        };
    }

    private static String text(Throwable failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
        return switch (failure) {
            case DeadlineExceededException _ -> "what was to be stored was sent and not answered in time, so it may be "
                    + "stored or not: look (\"atedb ls\") before you do it again; --deadline gives more time";
            case ChainUnavailableException late when late.getCause() instanceof TimeoutException -> message
                    + "; --deadline gives more time";
            case AteException _,UncheckedIOException _,IllegalArgumentException _ -> message;
            case NoSuchFileException missing -> "there is no file " + missing.getFile() + ": check the name";
            case FileSystemException denied -> "cannot use " + denied.getMessage() + ": check the file and its mode";
            case IOException _ -> message;
            case InterruptedException _ -> "interrupted: nothing more was done";
            default -> "this is a mistake in the program: please report it with the output of --verbose ("
                    + failure.getClass().getSimpleName() + ": " + message + ")";
        };
    }
}
