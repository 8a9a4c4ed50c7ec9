package io.ate.internal.log;

import io.ate.ChainId;
import io.ate.ChainName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a {@link MemoryRedoLog} holds as durable: what survives when the log is reopened. Thread-safe, by one lock. */
final class MemoryState implements DurableChains {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<Long, MemoryChain> chains = new HashMap<>();
    private final Map<ChainName, Long> numbers = new HashMap<>();
    private final Map<ChainId, Long> ids = new HashMap<>();
    private long starts;

    /** Counts one more opening. */
    long start() {
        lock.writeLock().lock();
        try {
            return ++starts;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Takes a whole group at once, so that nobody sees half a batch. */
    void write(List<LogBatch> group) {
        lock.writeLock().lock();
        try {
            for (LogBatch batch : group) {
                batch.entries().forEach(this::write);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void write(LogEntry entry) {
        switch (entry) {
            case LogEntry.Create(long number, ChainName name, var genesis) -> {
                chains.put(number, new MemoryChain(new StoredChain(number, name, genesis)));
                numbers.put(name, number);
                ids.put(genesis.chainId(), number);
            }
            case LogEntry.Append append -> there(append.chain()).append(append);
            case LogEntry.Nodes node -> there(node.chain()).node(node);
            case LogEntry.Note note -> there(note.chain()).note(note);
            case LogEntry.Keep keep -> there(keep.chain()).keep(keep);
            case LogEntry.Unkeep(long number, long place) -> there(number).unkeep(place);
            case LogEntry.Strip strip -> there(strip.chain()).strip(strip);
            case LogEntry.Cut cut -> there(cut.chain()).cut(cut);
            case LogEntry.Next next -> there(next.chain()).next(next);
            case LogEntry.LastCommit last -> there(last.chain()).last(last);
            case LogEntry.Drop(long number) -> {
                numbers.remove(there(number).facts().name());
                ids.remove(there(number).facts().genesis().chainId());
                chains.remove(number);
            }
        }
    }

    private MemoryChain there(long number) {
        MemoryChain chain = chains.get(number);
        if (chain == null) {
            throw new IllegalStateException("chain " + number + " is not there, although it was checked to be");
        }
        return chain;
    }

    /** Asks the chain, if it is there. */
    <T> T ask(long number, T otherwise, Function<MemoryChain, T> question) {
        return locked(() -> {
            MemoryChain chain = chains.get(number);
            return chain == null ? otherwise : question.apply(chain);
        });
    }

    List<ChainSummary> chains() {
        return locked(() -> chains.values().stream().map(MemoryChain::summary).toList());
    }

    Optional<ChainSummary> summary(ChainId id) {
        return locked(() -> Optional.ofNullable(ids.get(id)).map(chains::get).map(MemoryChain::summary));
    }

    @Override
    public @Nullable Long number(ChainName name) {
        return locked(() -> Optional.ofNullable(numbers.get(name))).orElse(null);
    }

    @Override
    public @Nullable ChainName name(long number) {
        return ask(number, Optional.<ChainName>empty(), chain -> Optional.of(chain.facts().name())).orElse(null);
    }

    @Override
    public long end(long number) {
        return ask(number, 0L, MemoryChain::end);
    }

    private <T> T locked(Supplier<T> question) {
        lock.readLock().lock();
        try {
            return question.get();
        } finally {
            lock.readLock().unlock();
        }
    }
}
