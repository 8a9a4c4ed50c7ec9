package io.ate.atedb;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.HistoryNeededException;
import io.ate.NoSuchChainException;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Stop;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ChainAddress;
import io.ate.atedb.place.ObjectAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command whose work is done in one open chain. Confined to the thread that runs the command. */
abstract class ChainCommand extends AtedbCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Access access;

    @Mixin
    private final ChainOptions options;

    /** What a command needs of its chain. */
    enum Access {
        /** The chain is there; keys are used if there are any. */
        READING,
        /** The chain is there; keys are needed. */
        CHANGING,
        /** A chain that is not there is created; keys are needed. */
        CREATING
    }

    ChainCommand(Surroundings surroundings, Access access) {
        super(surroundings);
        this.access = access;
        options = new ChainOptions(surroundings);
    }

    /** Looks at what the command line says; what is wrong with it is said before anything is read. */
    void check() {
        // picocli has seen to most
    }

    /** Takes in what is to be stored, which may take long; what is wrong with it is said before anything is done. */
    void read() throws IOException {
        // most store nothing
    }

    /** Tells whether the work takes no more of the chain than single objects, if it can be done so. */
    boolean isContentWithHead() {
        return false;
    }

    /** Does the work; may be told to do it again after a {@link HistoryNeededException}. */
    abstract void work(Results results, Connection connection, Chain chain);

    /** What somebody cannot do who may not read what is meant. */
    String reading() {
        return "read";
    }

    /** The object that is meant, if it is one and not the chain. */
    abstract Optional<ObjectAddress> object();

    final ChainAddress address() {
        return options.chain();
    }

    @Override
    ExitCode run(Results results) throws IOException {
        check();
        try (Connection connection = connect()) {
            readStoppable();
            work(results, connection);
        }
        return ExitCode.DONE;
    }

    /** Somebody may have to type it: until it is there, nothing is in flight that had to be finished. */
    private void readStoppable() throws IOException {
        Thread reader = Thread.currentThread();
        try (Stop.Listening _ = surroundings().stop().onRequest(PATIENCE, reader::interrupt)) {
            read();
        }
    }

    private void work(Results results, Connection connection) {
        if (isContentWithHead()) {
            try (Chain chain = connection.openAtHead(address())) {
                workIn(chain, results, connection);
                return;
            } catch (HistoryNeededException e) {
                // Nothing was done, and more is known with the history.
                messages().detail("Opening the chain in full: " + e.getMessage());
            } catch (NoSuchChainException e) {
                if (access != Access.CREATING) {
                    throw e;
                }
            }
        }
        try (Chain chain = open(connection)) {
            workIn(chain, results, connection);
        }
    }

    private void workIn(Chain chain, Results results, Connection connection) {
        try {
            work(results, connection, chain);
        } catch (AteException e) {
            throw connection.refusal(address()).inside(e, reading(), object(), chain);
        }
    }

    private Connection connect() {
        return access == Access.READING ? options.connect(messages()) : options.connectWithKeys(messages());
    }

    private Chain open(Connection connection) {
        return access == Access.CREATING ? connection.openOrCreate(address()) : connection.openExisting(address());
    }
}
