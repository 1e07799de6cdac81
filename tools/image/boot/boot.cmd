# Which slot to start: a state of order and tries left, in two copies of one sector each (1 MiB and 2 MiB into the
# disk, before the first partition), each with its checksum. The newer whole copy counts; the other one is written,
# so that a cut of power leaves one of them whole. tools/box/boot-state.ts is the other reader and writer.
# A try is taken before the kernel starts and given back when the exchange serves; no tries left: the other slot.

setenv at ${ramdisk_addr_r}
setenv vars boot_seq boot_order boot_A_left boot_B_left
setenv first 0x800
setenv second 0x1000

env delete boot_seq boot_order boot_A_left boot_B_left
setenv seq_first 0
setenv seq_second 0
if ${devtype} read ${at} ${first} 1 && env import -c ${at} 0x200 ${vars}; then setenv seq_first ${boot_seq}; fi
if ${devtype} read ${at} ${second} 1 && env import -c ${at} 0x200 ${vars}; then setenv seq_second ${boot_seq}; fi
setenv write ${first}
if test 0x${seq_first} -gt 0x${seq_second}; then
  ${devtype} read ${at} ${first} 1 && env import -c ${at} 0x200 ${vars}
  setenv write ${second}
fi
if test "${seq_first}${seq_second}" = "00"; then
  echo "tipring: no whole copy of the boot state; trying slot A, then B"
  setenv boot_seq 1; setenv boot_order "A B"; setenv boot_A_left 3; setenv boot_B_left 3
fi

env delete slot part
for candidate in ${boot_order}; do
  if test "${slot}" = ""; then
    if test "${candidate}" = "A" && test 0x${boot_A_left} -gt 0; then
      setenv slot A; setenv part 2; setexpr boot_A_left ${boot_A_left} - 1
    fi
    if test "${candidate}" = "B" && test 0x${boot_B_left} -gt 0; then
      setenv slot B; setenv part 3; setexpr boot_B_left ${boot_B_left} - 1
    fi
  fi
done
if test "${slot}" = ""; then
  echo "tipring: all tries are used up; starting over"
  setenv boot_A_left 3; setenv boot_B_left 3
fi
setexpr boot_seq ${boot_seq} + 1
if env export -c -s 0x200 ${at} ${vars} && ${devtype} write ${at} ${write} 1; then
  if test "${slot}" = ""; then reset; fi
else
  # A card at its end counts no tries: without one left it would start over for ever.
  echo "tipring: the boot state cannot be written"
  if test "${slot}" = "" && test "${boot_order}" = "B A"; then setenv slot B; setenv part 3; fi
  if test "${slot}" = ""; then setenv slot A; setenv part 2; fi
fi
echo "tipring: slot ${slot}; tries left A ${boot_A_left}, B ${boot_B_left}"

setenv tree ${fdtcontroladdr}
if test -n "${fdt_addr}"; then setenv tree ${fdt_addr}; fi
setenv consoles "console=tty0 console=ttyS1,115200"
if test "${devtype}" = "virtio"; then setenv consoles "console=ttyAMA0"; fi
setenv bootargs "${consoles} tipring.slot=${slot} rauc.slot=${slot} panic=10 spidev.bufsiz=65536 quiet loglevel=4 systemd.show_status=0 ${extra}"
if load ${devtype} ${devnum}:${part} ${kernel_addr_r} /Image && load ${devtype} ${devnum}:${part} ${ramdisk_addr_r} /initrd; then
  booti ${kernel_addr_r} ${ramdisk_addr_r}:${filesize} ${tree}
fi
echo "tipring: slot ${slot} cannot be started"
sleep 2
reset
