package io.ate.internal.simulation;

import io.ate.Trust;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A run in which the server turns dishonest after a while. Confined to one thread. */
final class DishonestRun implements AutoCloseable {
    private static final int BEFORE = 12;
    private static final int AFTER = 8;
    /** Steps between two operations where it is waited for something: enough for there to be something to lie about. */
    private static final int LEISURELY = 20;
    /** Within so many steps a lie that is told again and again is found out. */
    private static final int PATIENCE = 240_000;
    /** So many steps are between two cuts, on average: with many clients a new connection takes a thousand or two. */
    private static final int CONNECTED = 3_000;

    private final Simulation simulation;
    private final Schedule schedule;
    private final SimulatedServer server;

    DishonestRun(long seed, Trust trust) {
        // Who is lied to is left behind, and cannot wait, on this one thread, for what came in the place of a value that
        // is gone at the server.
        simulation = Simulation.withoutCompaction(seed, trust);
        schedule = simulation.schedule();
        server = simulation.server();
    }

    /** One client is lied to about one chain: it finds out there; its other chains and all other clients go on. */
    void oneIsLiedTo(Lie lie) {
        simulation.work(BEFORE);
        SimulatedClient victim = simulation.anyClient();
        SimulatedChain chain = anyChain(victim);
        simulation.deceive(chain::equals);
        victim.meet(server, new Liar(lie, chain.name(), schedule, server.keys()));
        goOnUntilFoundOut(victim, chain);
        victim.meet(server, Meddler.NONE);
        comeToRest();
        if (lie.showsAtOnce()) {
            chain.assertHeardFrom(server.log());
        }
    }

    /** Commits are thrown away that are said to be stored: nobody takes them for stored before they are. */
    void commitsAreEmbezzled() {
        simulation.work(BEFORE);
        SimulatedClient victim = simulation.anyClient();
        victim.meet(server, new Embezzler());
        simulation.work(BEFORE);
        victim.meet(server, Meddler.NONE);
        comeToRest();
    }

    /** Two clients are shown different histories, and one of them is then shown the other's. */
    void theServerForks(boolean pretends) {
        simulation.work(BEFORE);
        goOnUntilAllIsThere();
        SimulatedClient victim = simulation.anyClient();
        SimulatedServer twin = server.twin();
        victim.meet(twin, Meddler.NONE);
        while (victim.chains().stream().allMatch(each -> each.isHeardFrom(server.log()))) {
            simulation.goOn(LEISURELY);
        }
        simulation.deceive(victim.chains()::contains);
        victim.meet(server, pretends ? new Pretence(server) : Meddler.NONE);
        twin.shutDown();
        goOnUntilNobodyIsDeceived();
        victim.meet(server, Meddler.NONE);
        simulation.heal();
        simulation.assertSeen();
    }

    /** The server is set back to a backup: who saw more finds out, whoever did not goes on. */
    void theServerIsSetBack(boolean pretends) {
        simulation.work(BEFORE);
        goOnUntilAllIsThere();
        Archive backup = server.backup();
        SimulatedClient victim = simulation.anyClient();
        while (victim.chains().stream().allMatch(each -> each.isHeardFrom(backup))) {
            simulation.goOn(LEISURELY);
        }
        goOnUntilAllIsThere();
        simulation.deceive(_ -> true);
        server.setBack(backup);
        simulation.clients().forEach(each -> each.meet(server, pretends ? new Pretence(server) : Meddler.NONE));
        goOnUntilNobodyIsDeceived();
        simulation.clients().forEach(each -> each.meet(server, Meddler.NONE));
        simulation.heal();
        simulation.assertSeen();
    }

    @Override
    public void close() {
        simulation.close();
    }

    private SimulatedChain anyChain(SimulatedClient client) {
        List<SimulatedChain> chains = client.chains();
        return chains.get((int) schedule.between(0, chains.size() - 1));
    }

    private void goOnUntilAllIsThere() {
        int chains = simulation.anyClient().chains().size();
        while (!server.isWritable() || server.log().chains().size() < chains) {
            simulation.goOn(LEISURELY);
        }
    }

    /** Until that chain is not trusted any more at that client, which connects anew now and then. */
    private void goOnUntilFoundOut(SimulatedClient victim, SimulatedChain chain) {
        long last = schedule.steps() + PATIENCE;
        while (chain.failure() == null) {
            goOnUnlessPast(last);
            if (schedule.oneIn(CONNECTED)) {
                victim.cut();
            }
        }
    }

    /** Until nobody trusts the server who has heard what is not in its log. */
    private void goOnUntilNobodyIsDeceived() {
        long last = schedule.steps() + PATIENCE;
        while (simulation.clients().stream().anyMatch(each -> !each.isDead() && isDeceived(each))) {
            goOnUnlessPast(last);
        }
    }

    private boolean isDeceived(SimulatedClient client) {
        return client.chains().stream().anyMatch(each -> each.failure() == null && !each.isHeardFrom(server.log()));
    }

    private void goOnUnlessPast(long last) {
        assertThat(schedule.steps()).as("the client does not find out").isLessThan(last);
        simulation.goOn(LEISURELY);
    }

    private void comeToRest() {
        simulation.work(AFTER);
        simulation.heal();
        simulation.assertSeenAndAnswered();
    }
}
