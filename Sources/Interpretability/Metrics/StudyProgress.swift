/// Told now and then, from any thread, how much of a study is done: `done` of `total`, in units that each study names.
public typealias StudyProgress = @Sendable (_ done: Int, _ total: Int) -> Void
