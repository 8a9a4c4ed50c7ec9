package io.ate.internal.simulation;

import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Dao;
import io.ate.PrimaryKey;
import io.ate.internal.log.RedoLog;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.view.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** What came of one chain, as the log of its server has it: what every client has to see in the end. Immutable. */
final class Outcome {
    private final Archive log;
    private final List<Workload.Operation> operations;
    private final Map<PrimaryKey, Long> versions;

    /** @param operations all that was done on the chain */
    Outcome(Archive log, ChainName name, List<Workload.Operation> operations) {
        this.log = log;
        this.operations = operations;
        RedoLog whole = Backup.whole(log);
        this.versions = versions(ChainLoader.load(whole, whole.find(name).orElseThrow()));
    }

    private static Map<PrimaryKey, Long> versions(LoadedChain chain) {
        Map<PrimaryKey, Long> versions = new TreeMap<>();
        try (Snapshot snapshot = chain.view().snapshot()) {
            snapshot.children(PrimaryKey.ZERO, "", entry -> versions.put(entry.key(), entry.version()));
        }
        return versions;
    }

    private static Map<PrimaryKey, Long> versions(SimulatedChain chain) {
        Map<PrimaryKey, Long> versions = new TreeMap<>();
        try (Standpoint standpoint = chain.replica().standpoint()) {
            standpoint.children(PrimaryKey.ZERO, "", entry -> versions.put(entry.key(), entry.version()));
        }
        return versions;
    }

    /** Demands that this client has seen what is stored, and nothing else. */
    void assertSeenBy(SimulatedChain chain) {
        assertThat(versions(chain)).as("a client's view of %s", chain.name()).isEqualTo(versions);
        chain.assertHeardFrom(log);
    }

    /** Demands that every operation was done as its answer says, as this client sees it: wholly and once, or not. */
    void assertAnswered(Chain chain) {
        Map<String, Integer> marks = new HashMap<>();
        Map<Integer, Long> counts = new HashMap<>();
        chain.run(dio -> {
            try (var roots = dio.roots(Workload.Mark.class)) {
                roots.map(Dao::value).forEach(mark -> marks.merge(mark.operation(), 1, Integer::sum));
            }
            for (int i = 0; i < Workload.counters(); i++) {
                int index = i;
                dio.find(Workload.counter(chain, i)).ifPresent(found -> counts.put(index, found.value().count()));
            }
        });
        operations.forEach(each -> assertStored(each, marks.getOrDefault(each.name(), 0)));
        long counted = counts.values().stream().mapToLong(Long::longValue).sum();
        long acknowledged = counting(Workload.Answer.COMMITTED);
        assertThat(counted).as("what the counters say")
                .isBetween(acknowledged, acknowledged + counting(Workload.Answer.NONE)
                        + counting(Workload.Answer.UNTRUSTED));
    }

    private static void assertStored(Workload.Operation operation, int parts) {
        switch (operation.answer()) {
            case COMMITTED ->
                    assertThat(parts).as("parts of acknowledged " + operation.name()).isEqualTo(operation.parts());
            case REFUSED -> assertThat(parts)
                    .as("parts of " + operation.name() + ", refused by " + operation.refusal())
                    .isZero();
            case NONE, UNTRUSTED -> assertThat(parts).as("parts of " + operation.name()).isIn(0, operation.parts());
        }
    }

    private long counting(Workload.Answer answer) {
        return operations.stream().filter(each -> each.counter() >= 0 && each.answer() == answer).count();
    }
}
