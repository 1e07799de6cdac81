//! Memory that the process has and does not use, back to the machine.

/// Gives back what `free` has kept, and lets go of the pages of the program's own file; for a moment of rest.
///
/// Node reads most of its 100 MB once, at the start, and Linux maps the neighbours of each page that is read: what is
/// used again comes back from the page cache by itself, the rest is no longer this process's. The add-on is another
/// object and keeps its pages: frames go on as before.
pub fn give_back() {
    // SAFETY: malloc_trim(3) may be called at any time from any thread; it returns only what nobody has.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    unsafe {
        libc::malloc_trim(0);
    }
    let_go_of_program();
}

/// The segments of the program that nobody can write: code and constants, the same in memory as in the file.
fn let_go_of_program() {
    unsafe extern "C" fn look(
        info: *mut libc::dl_phdr_info,
        _size: usize,
        page: *mut libc::c_void,
    ) -> libc::c_int {
        // SAFETY: dl_iterate_phdr hands over a valid object description, and `page` as it was given below.
        let (info, page) = unsafe { (&*info, *page.cast::<usize>()) };
        // SAFETY: the object has this many headers (dl_iterate_phdr(3)).
        let headers = unsafe { std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()) };
        for header in headers {
            // What relocations write (ELF gABI, without DT_TEXTREL) is in other segments: these are the file's own bytes.
            if header.p_type != libc::PT_LOAD || header.p_flags & libc::PF_W != 0 {
                continue;
            }
            let begin = info.dlpi_addr as usize + header.p_vaddr as usize;
            // Whole pages only: the last one may be shared with the segment behind it.
            let (start, end) = (
                begin.next_multiple_of(page),
                (begin + header.p_memsz as usize) / page * page,
            );
            if start < end {
                // SAFETY: mapped and never written, so that what madvise(2) drops is read from the file again. Locked
                // pages are refused and stay.
                unsafe {
                    libc::madvise(start as *mut libc::c_void, end - start, libc::MADV_DONTNEED)
                };
            }
        }
        // The program is the first object (dl_iterate_phdr(3)); no other is looked at.
        1
    }

    // SAFETY: sysconf(3) has no conditions.
    let Ok(mut page) = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }) else {
        return;
    };
    // SAFETY: `look` has the type that is asked for, and `page` lives during the call.
    unsafe { libc::dl_iterate_phdr(Some(look), (&raw mut page).cast()) };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the mapping that this address is in, counted page by page (proc_pid_smaps(5)).
    fn resident_kb(address: usize) -> usize {
        let maps = std::fs::read_to_string("/proc/self/smaps").expect("Linux");
        let mut found = false;
        for line in maps.lines() {
            let first = line.split_whitespace().next().unwrap_or_default();
            if let Some((start, end)) = first.split_once('-') {
                let at = |text| usize::from_str_radix(text, 16).expect("an address");
                found = (at(start)..at(end)).contains(&address);
            } else if found && first == "Rss:" {
                let number = line.split_whitespace().nth(1).expect("a number");
                return number.parse().expect("a number");
            }
        }
        panic!("no mapping at {address:#x}");
    }

    /// In the program's file, and read by nobody else.
    static CONSTANTS: [u8; 4 << 20] = [0x5a; 4 << 20];

    // One test: another one that gave back at the same time would be what this one sees.
    #[test]
    fn what_is_let_go_reads_the_same_afterwards_and_what_is_not_read_is_gone() {
        let sum = || {
            std::hint::black_box(&CONSTANTS)
                .iter()
                .map(|byte| u64::from(*byte))
                .sum::<u64>()
        };
        let before = sum();
        let place = CONSTANTS.as_ptr() as usize;
        let full = resident_kb(place);
        give_back();
        assert!(resident_kb(place) + 3_000 < full);
        assert_eq!(sum(), before);

        // Others go on meanwhile.
        let work = || (0..200).map(|n| format!("{n}").repeat(1_000).len()).sum();
        let worker = std::thread::spawn(work);
        for _ in 0..20 {
            give_back();
        }
        let written: usize = worker.join().expect("it ran on");
        assert_eq!(written, 490_000);
    }
}
