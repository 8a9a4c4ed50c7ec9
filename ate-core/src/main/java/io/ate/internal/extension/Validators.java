package io.ate.internal.extension;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.extension.ProposedCommit;
import io.ate.extension.Validator;
import io.ate.internal.event.Commit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The validators of a server, one after the other, on threads that may wait. Thread-safe, as they are. */
public final class Validators {
    /** A server that has none. */
    public static final Validators NONE = new Validators(List.of(), Runnable::run);

    /** More than that does not reach who is refused, and refusals are remembered. */
    private static final int MOST_CHARACTERS = 1024;
    private static final String SAYS = "a validator of the server says: ";
    private static final String SILENT = "a validator of the server refuses it, and does not say why";
    private static final String FAILED = "a validator of the server failed; the server's log says why";

    private final List<Validator> validators;
    private final Executor threads;
    private final FailureLog failures = new FailureLog();

    /** @param threads a thread for each question: whoever is asked may wait */
    public Validators(List<Validator> validators, Executor threads) {
        this.validators = List.copyOf(validators);
        this.threads = threads;
    }

    public boolean isEmpty() {
        return validators.isEmpty();
    }

    /**
     * Asks about a commit.
     *
     * @param answer is told, on another thread, why the commit is not to be stored, or that nothing is against it
     */
    public void ask(ChainName name, ChainId chain, Commit commit, Consumer<Optional<String>> answer) {
        threads.execute(() -> answer.accept(objection(name, chain, commit)));
    }

    /** Whatever code it is that throws, and whatever it throws: the commit is answered, and not stored. */
    private Optional<String> objection(ChainName name, ChainId chain, Commit commit) {
        try {
            ProposedCommit proposed = Headers.proposed(name, chain, commit);
            for (Validator each : validators) {
                Optional<String> refusal = Objects.requireNonNull(each.refusal(proposed),
                        () -> "the validator " + each + " gave null: Optional.empty() says that nothing is against it");
                if (refusal.isPresent()) {
                    return refusal.map(text -> text.isBlank() ? SILENT : cut(SAYS + text));
                }
            }
            return Optional.empty();
        } catch (Throwable e) {
            failures.say("a validator failed, and a commit to chain " + name + " was refused for it", e);
            return Optional.of(FAILED);
        }
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }
}
