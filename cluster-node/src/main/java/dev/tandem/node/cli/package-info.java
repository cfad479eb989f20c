/// The `tandem` command: options, configuration, exit codes, signals. Start at [TandemCli];
/// [Layers] turns options and files into one configuration, [UnknownKeys] finds misspelt ones,
/// [RunCommand] runs a node in this process until it is told to stop, [TableCommand] shows, checks
/// and draws state tables without one, the others ask a node that runs. `cluster` starts several on
/// this machine. Only `Main` calls in here; the node itself is known as [RunningNode].
@NullMarked
package dev.tandem.node.cli;

import org.jspecify.annotations.NullMarked;
