package io.ate.atedb;

import io.ate.atedb.console.Surroundings;
import java.util.List;

/** The commands there are, in the order in which the help shows them. */
final class Commands {
    private Commands() {}

    static List<AtedbCommand> in(Surroundings surroundings) {
        return List.of(new SoloCommand(surroundings), new DemoCommand(surroundings), new KeygenCommand(surroundings),
                new CreateCommand(surroundings), new GrantCommand(surroundings), new RevokeCommand(surroundings),
                new PutCommand(surroundings), new GetCommand(surroundings), new RemoveCommand(surroundings),
                new ListCommand(surroundings), new ImportCommand(surroundings), new ExportCommand(surroundings),
                new WatchCommand(surroundings), new BenchCommand(surroundings), new StatusCommand(surroundings),
                new DropCommand(surroundings), new ForgetCommand(surroundings), new DumpCommand(surroundings),
                new VerifyCommand(surroundings), new ProveCommand(surroundings),
                new CompactCommand(surroundings), new BackupCommand(surroundings), new RestoreCommand(surroundings),
                new AcceptCommand(surroundings));
    }
}
