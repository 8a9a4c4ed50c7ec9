package io.ate.atedb;

import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Progress;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.internal.inspect.Finding;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Verifies chains. */
@Command(name = "verify", header = "Verify a chain, or all of a stopped store.",
        description = "Verify checksums of all files and rows, hashes, order, signatures, rights, the tree, and the "
                + "heads that writers have verified; of a chain at a server, what comes from there, as every client "
                + "does. Prints a line for each finding: chain, sequences, object, what is wrong, what to do. Ends "
                + "with 0 if nothing is wrong, else with 1.")
final class VerifyCommand extends AtedbCommand {
    @Mixin
    private final InspectionOptions inspected;

    @Mixin
    private final JsonOption json = new JsonOption();

    VerifyCommand(Surroundings surroundings) {
        super(surroundings);
        inspected = new InspectionOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) throws IOException {
        AtomicLong faults = new AtomicLong();
        AtomicLong done = new AtomicLong();
        try (Inspected what = inspected.open(messages());
                Progress progress = new Progress(messages(), "event")) {
            what.store().verify(what.name(), finding -> {
                if (finding.isFault()) {
                    faults.incrementAndGet();
                }
                results.line(json.isAsked() ? Json.line(Told.of(finding)) : text(finding));
            }, _ -> progress.at(done.incrementAndGet()));
        }
        results.flush();
        messages().say("Verified " + Figures.count(done.get(), "event") + ": "
                + (faults.get() == 0 ? "nothing is wrong." : Figures.count(faults.get(), "finding") + "."));
        return faults.get() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** A finding as people read it. */
    private static String text(Finding finding) {
        return finding.text() + ": " + finding.remedy();
    }

    /** A finding as JSON. */
    record Told(String kind, @Nullable String chain, @Nullable Long from, @Nullable Long to, @Nullable String object,
            String what, String remedy) {
        static Told of(Finding finding) {
            boolean isSomewhere = finding.from() > 0;
            return new Told(finding.kind().name(), finding.chain(), isSomewhere ? finding.from() : null,
                    isSomewhere ? finding.to() : null,
                    finding.object() == null ? null : finding.object().toString(), finding.what(), finding.remedy());
        }
    }
}
