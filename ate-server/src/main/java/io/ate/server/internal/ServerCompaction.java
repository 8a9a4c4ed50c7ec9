package io.ate.server.internal;

import io.ate.AteException;
import io.ate.ChainName;
import io.ate.NoSuchChainException;
import io.ate.internal.compaction.LastPass;
import io.ate.internal.host.ChainDirectory;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.log.RedoLog;
import io.ate.server.Compactions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

/** Has a running server compact chains when somebody asks for it, one after the other. Thread-safe. */
final class ServerCompaction {
    private final ChainDirectory chains;
    private final RedoLog log;

    ServerCompaction(ChainDirectory chains, RedoLog log) {
        this.chains = chains;
        this.log = log;
    }

    /**
     * Compacts that chain, or all. Where one of all fails, the others are compacted all the same.
     *
     * @throws NoSuchChainException if that chain is not there
     * @throws AteException if it could not be compacted to its end
     */
    Compactions.Compacted run(Optional<ChainName> chain, ControlSocket.Told told) throws IOException {
        List<ChainName> names = chain.map(List::of)
                .orElseGet(() -> log.chains().stream().map(ChainSummary::name).toList());
        List<String> failed = new ArrayList<>();
        List<LastPass> passes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String what = "compacting " + names.get(i);
            int done = i;
            try {
                passes.add(pass(names.get(i), () -> told.at(what, done, names.size())));
            } catch (NoSuchChainException e) {
                if (chain.isPresent()) {
                    throw e;
                } // else it was dropped meanwhile
            } catch (AteException e) {
                if (chain.isPresent()) {
                    throw e;
                }
                failed.add(String.valueOf(e.getMessage()));
            }
        }
        return new Compactions.Compacted(passes.size(), sum(passes, LastPass::before), sum(passes, LastPass::after),
                sum(passes, LastPass::left), failed);
    }

    private static long sum(List<LastPass> passes, ToLongFunction<LastPass> of) {
        return passes.stream().mapToLong(of).sum();
    }

    private LastPass pass(ChainName name, Runnable waiting) throws IOException {
        CompletableFuture<LastPass> asked = chains.compact(name);
        try {
            for (;;) {
                waiting.run();
                try {
                    return asked.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException _) {
                    // it is looked whether anybody waits still
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case NoSuchChainException missing ->
                        throw new NoSuchChainException(String.valueOf(missing.getMessage()), missing);
                case AteException failed -> throw new AteException(String.valueOf(failed.getMessage()), failed);
                case null, default -> throw new IllegalStateException("compacting " + name + " failed", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        }
    }
}
