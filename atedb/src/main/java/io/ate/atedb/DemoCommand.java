package io.ate.atedb;

import io.ate.AteException;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Stop;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.demo.Demo;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;

/** Gives the tour. */
@Command(name = "demo", header = "Take the tour, under a minute.",
        description = "Take the tour, under a minute: a server, an import, a watcher, what the server sees beside "
                + "what a key holder sees, a stranger refused, a kill and a recovery, figures. Leaves nothing behind.")
final class DemoCommand extends AtedbCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    DemoCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) throws IOException, InterruptedException {
        Thread worker = Thread.currentThread();
        try (Stop.Listening _ = surroundings().stop().onRequest(PATIENCE, worker::interrupt)) {
            Demo.give(results, Atedb.class.getName());
        } catch (InterruptedException | AteException e) {
            if (!surroundings().stop().isRequested()) {
                throw e;
            }
            messages().say("Told to stop before the end; nothing is left behind.");
        }
        return ExitCode.DONE;
    }
}
